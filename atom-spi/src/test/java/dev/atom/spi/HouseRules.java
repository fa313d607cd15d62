package dev.atom.spi;

import static com.tngtech.archunit.lang.conditions.ArchConditions.accessTargetWhere;
import static com.tngtech.archunit.lang.conditions.ArchConditions.be;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import java.util.List;
import org.jspecify.annotations.NullMarked;

/** The rules every module keeps; each module's architecture test takes them in with {@code ArchTests.in}. */
public final class HouseRules {
    /** A cycle between packages would make one of them impossible to understand alone. */
    @ArchTest
    public static final ArchRule PACKAGES_HAVE_NO_CYCLES =
            slices().matching("dev.atom.(**)").should().beFreeOfCycles().allowEmptyShould(true);

    /** Null is never meant unless it is written. */
    @ArchTest
    public static final ArchRule EVERY_PACKAGE_IS_NULL_MARKED = classes()
            .should(be(DescribedPredicate.<JavaClass>describe(
                    "in a @NullMarked package", type -> type.getPackage().isAnnotatedWith(NullMarked.class))));

    /** A key that could come from the environment could be the wrong tenant's: the byok law, as byte code. */
    @ArchTest
    public static final ArchRule READS_NO_ENVIRONMENT = noClasses().should(touchSystem("getenv"));

    private HouseRules() {}

    /** Properties of the machine, such as {@code os.name}, are read by the named classes alone. */
    public static ArchRule readsSystemPropertiesOnlyIn(String... simpleNames) {
        return noClasses()
                .that(DescribedPredicate.describe("are not " + List.of(simpleNames), type -> !List.of(simpleNames)
                        .contains(type.getSimpleName())))
                .should(touchSystem("getProp"));
    }

    private static ArchCondition<JavaClass> touchSystem(String namesBeginning) {
        return accessTargetWhere(DescribedPredicate.<JavaAccess<?>>describe(
                "System." + namesBeginning + "…",
                access -> access.getTargetOwner().isEquivalentTo(System.class)
                        && access.getName().startsWith(namesBeginning)));
    }
}
