package dev.atom.spi;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;

/** A plugin author gets the contract and no library that could fight with the plugin's own. */
@AnalyzeClasses(packages = "dev.atom.spi", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule PROPERTIES = HouseRules.readsSystemPropertiesOnlyIn();

    @ArchTest
    static final ArchRule DEPENDS_ON_NOTHING_BUT_ITS_TWO_LIBRARIES = classes()
            .should()
            .onlyDependOnClassesThat()
            .resideInAnyPackage("java..", "dev.atom.spi..", "org.jspecify..", "org.slf4j..");
}
