package dev.atom.core;

import static java.util.stream.Collectors.toMap;
import static java.util.stream.Collectors.toSet;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/** A method of a store is called by an {@code *IsolationTest} with another tenant's ids, or stands here with the reason why not. */
@AnalyzeClasses(packages = "dev.atom.core")
class StoreMethodsTest {
    private static final Map<String, String> WHY_NOT = """
            ApiKeyStore.bind: works on a statement, not on rows
            ApiKeyStore.info: maps a row that was read
            ApiKeyStore.lock: an advisory lock
            ApiKeyStore.lockBootstrap: an advisory lock
            ApiKeyStore.lockWithReplaced: gives nothing and changes nothing; what calls it is tested
            ApiKeyStore.timed: runs the statement of a method that is tested
            CatalogStore.*: reads PostgreSQL's catalog
            ClaimStore.lockTenant: an advisory lock
            CycleStore.*: for the platform, of no tenant's tables
            DecisionStore.*: for the platform, of no tenant's tables
            DekStore.lockSet: an advisory lock
            DekStore.map: maps a row that was read
            DekSystemStore.*: for the platform, over all tenants
            DesktopKeyStore.lockBackfill: an advisory lock
            GatewayStore.*: for the platform, over all tenants
            IncarnationStore.*: of the store itself, which is no tenant's
            KeyUseStore.*: for the platform, over all tenants
            LogInStore.find: looks up before the tenant is known, through a function made for that
            ReconcileStore.*: for the platform, over all tenants
            ResolverStore.resolve: looks up before the tenant is known, through a function made for that
            RoleStore.*: the roles of PostgreSQL
            ScopeStore.*: for the platform, over all tenants
            SealedKeyStore.map: maps a row that was read
            TurnStore.*: for the platform, of no tenant's tables
            UserStore.lock: an advisory lock
            VaultStore.info: maps a row that was read
            VaultStore.lockName: an advisory lock
            """.lines()
            .map(line -> line.split(": ", 2))
            .collect(toMap(one -> one[0], one -> one[1], (a, b) -> b, TreeMap::new));

    @ArchTest
    static void everyMethodIsTriedOnAnotherTenantsRowsOrSaysWhyNot(JavaClasses classes) {
        Set<String> tried = classes.stream()
                .filter(type -> type.getSimpleName().endsWith("IsolationTest"))
                .flatMap(type -> type.getAccessesFromSelf().stream())
                .map(access -> access.getTarget().getFullName())
                .collect(toSet());
        List<String> untried = new ArrayList<>();
        Map<String, String> idle = new TreeMap<>(WHY_NOT);
        for (JavaMethod method : methods(classes)) {
            String store = method.getOwner().getSimpleName();
            String name = store + "." + method.getName();
            boolean excused = WHY_NOT.containsKey(name) || WHY_NOT.containsKey(store + ".*");
            if (!excused && !tried.contains(method.getFullName())) {
                untried.add(name);
            }
            if (!tried.contains(method.getFullName())) {
                idle.remove(name);
                idle.remove(store + ".*");
            }
        }

        assertThat(untried)
                .as("methods to call in an isolation test, or to excuse here")
                .isEmpty();
        assertThat(idle).as("excuses nobody needs any more").isEmpty();
    }

    private static List<JavaMethod> methods(JavaClasses classes) {
        return classes.stream()
                .filter(StoreMethodsTest::isStore)
                .flatMap(type -> type.getMethods().stream())
                .filter(method -> !method.getModifiers().contains(JavaModifier.PRIVATE))
                .filter(method -> !method.getModifiers().contains(JavaModifier.SYNTHETIC))
                .toList();
    }

    private static boolean isStore(JavaClass type) {
        return type.getSimpleName().endsWith("Store") && type.isTopLevelClass();
    }
}
