package dev.atom.http;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.atom.spi.HouseRules;

/** The HTTP layer renders what the core does: no SQL, no Redis, no provider. */
@AnalyzeClasses(packages = "dev.atom.http", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule SEES_NO_DATABASE_AND_NO_PROVIDER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "java.sql..",
                    "javax.sql..",
                    "org.postgresql..",
                    "com.zaxxer..",
                    "org.jdbi..",
                    "redis.clients..",
                    "liquibase..",
                    "dev.atom.llm..",
                    "dev.atom.cloud..");
}
