package dev.atom.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.atom.spi.HouseRules;

@AnalyzeClasses(packages = "dev.atom.http", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule HTTP_KNOWS_NO_STORE_AND_NO_PROVIDER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "org.jdbi..",
                    "redis.clients..",
                    "liquibase..",
                    "org.postgresql..",
                    "com.zaxxer..",
                    "dev.atom.llm..",
                    "dev.atom.cloud..",
                    "java.sql..",
                    "javax.sql..");

    @ArchTest
    static final ArchRule WHAT_EVERY_DOOR_DECIDES_WITH_KNOWS_NO_SERVER = noClasses()
            .that()
            .resideInAnyPackage(
                    "dev.atom.http.access", "dev.atom.http.error", "dev.atom.http.json", "dev.atom.http.limit")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule THE_RELAY_KNOWS_NO_JAVALIN = noClasses()
            .that()
            .resideInAnyPackage("dev.atom.http.relay", "dev.atom.http.transport")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule HANDLERS_SEE_A_CALL_AND_NOT_THE_SERVER = noClasses()
            .that()
            .haveSimpleNameEndingWith("Routes")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage("io.javalin..", "org.eclipse.jetty..", "jakarta.servlet..");

    @ArchTest
    static final ArchRule ROUTE_CLASSES_ARE_NOT_CONTRACT = classes()
            .that()
            .haveSimpleNameEndingWith("Routes")
            .and()
            .doNotHaveSimpleName("Routes")
            .should()
            .bePackagePrivate();
}
