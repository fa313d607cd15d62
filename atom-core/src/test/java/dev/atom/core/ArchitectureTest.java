package dev.atom.core;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.junit.ArchTests;
import com.tngtech.archunit.lang.ArchRule;
import dev.atom.spi.HouseRules;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/** The core knows tenants, keys and providers as such: no web framework, no vendor. */
@AnalyzeClasses(packages = "dev.atom.core", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final List<String> VENDORS =
            List.of("api.openai.com", "deepseek", "minimax", "anthropic", "gemini", "googleapis");

    @ArchTest
    static final ArchTests HOUSE = ArchTests.in(HouseRules.class);

    @ArchTest
    static final ArchRule PROPERTIES = HouseRules.readsSystemPropertiesOnlyIn("PostgresBinaries", "PostmasterWatch");

    @ArchTest
    static final ArchRule KNOWS_NO_WEB_FRAMEWORK_AND_NO_PROVIDER = noClasses()
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.javalin..",
                    "org.eclipse.jetty..",
                    "jakarta.servlet..",
                    "dev.atom.http..",
                    "dev.atom.llm..",
                    "dev.atom.cloud..");

    @ArchTest
    static void namesNoVendorEvenInText(JavaClasses classes) throws IOException {
        for (var type : classes) {
            try (InputStream file =
                    type.getSource().orElseThrow().getUri().toURL().openStream()) {
                String constants =
                        new String(file.readAllBytes(), StandardCharsets.ISO_8859_1).toLowerCase(Locale.ROOT);
                assertThat(VENDORS).as(type.getName()).noneMatch(constants::contains);
            }
        }
    }
}
