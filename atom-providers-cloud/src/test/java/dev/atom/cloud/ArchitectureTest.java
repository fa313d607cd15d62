package dev.atom.cloud;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.atom.spi.HouseRules;

/** Our own providers are plugins like any other: they see the SPI and not the host, and no credential around them. */
@AnalyzeClasses(packages = "dev.atom.cloud", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule PROPERTIES = HouseRules.readsSystemPropertiesOnlyIn();

    @ArchTest
    static final ArchRule SEES_NOTHING_BUT_THE_SPI_AND_JACKSON = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage(
                    "java..", "dev.atom.cloud..", "dev.atom.spi..", "org.jspecify..", "com.fasterxml.jackson..");
}
