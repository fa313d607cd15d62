package dev.atom.spi;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Rules that catch nothing would pass too; these classes break them. */
class HouseRulesTest {
    private final JavaClasses culprits = new ClassFileImporter().importClasses(Culprit.class, ByReference.class);

    @Test
    void seesTheEnvironmentBeingRead() {
        assertThat(HouseRules.READS_NO_ENVIRONMENT
                        .evaluate(culprits)
                        .getFailureReport()
                        .getDetails())
                .anyMatch(line -> line.contains("Culprit"))
                .anyMatch(line -> line.contains("ByReference"));
    }

    @Test
    void seesPropertiesBeingReadOutsideTheNamedClasses() {
        assertThat(HouseRules.readsSystemPropertiesOnlyIn().evaluate(culprits).hasViolation())
                .isTrue();
        assertThat(HouseRules.readsSystemPropertiesOnlyIn("Culprit")
                        .evaluate(culprits)
                        .hasViolation())
                .isFalse();
    }

    static final class Culprit {
        String key() {
            return System.getenv("OPENAI_API_KEY") + System.getProperty("openai.api.key");
        }
    }

    static final class ByReference {
        final Function<String, String> key = System::getenv;
    }
}
