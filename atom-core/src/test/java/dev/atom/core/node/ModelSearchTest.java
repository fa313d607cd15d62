package dev.atom.core.node;

import static dev.atom.core.node.ModelSearch.Violation.FALSE_KILL;
import static dev.atom.core.node.ModelSearch.Violation.FALSE_LOST;
import static dev.atom.core.node.ModelSearch.Violation.LEAK;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.node.ModelSearch.Result;
import dev.atom.core.node.ModelSearch.Violation;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Leaves each ingredient of the protocol out in turn: the search must find what it is there against. */
class ModelSearchTest {
    private static final ModelVariant FULL = ModelVariant.full();
    private static final ModelVariant UNIQUE = FULL.withUniqueNames();
    private static final Set<Violation> NONE = Set.of();

    static Stream<Arguments> variants() {
        return Stream.of(
                Arguments.of("A id recorded after create", FULL.withoutIntent().withoutSweep(), Set.of(LEAK), 4_680),
                Arguments.of("B clean up by stored id", FULL.withoutSweep(), Set.of(LEAK), 1_734),
                Arguments.of("C the same with unique names", UNIQUE.withoutSweep(), Set.of(LEAK), 1_734),
                Arguments.of("D store read before the list", UNIQUE.storeFirst(), Set.of(FALSE_KILL), 151_101),
                Arguments.of("E sweep without intent", FULL.withoutIntent(), Set.of(FALSE_KILL), 249_060),
                Arguments.of("F one empty list trusted", UNIQUE.trustingOneEmptyList(), Set.of(FALSE_LOST), 107_838),
                Arguments.of("G id written blindly", UNIQUE.writingIdsBlindly(), NONE, 124_950),
                Arguments.of("H the protocol", FULL, NONE, 366_453),
                Arguments.of("I the protocol with unique names", UNIQUE, NONE, 78_510));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("variants")
    void findsWhatEachIngredientIsThereAgainst(String name, ModelVariant variant, Set<Violation> expected, int states) {
        Result result = ModelSearch.of(variant);

        assertThat(result.violations()).as(name).isEqualTo(expected);
        assertThat(result.states()).as(name).isEqualTo(states);
    }

    @Test
    void findsNothingInTheFirstHalfMillionStatesOfALargerWorld() {
        Result result = ModelSearch.of(FULL.upTo(3, 2, 3), 500_000);

        assertThat(result).isEqualTo(new Result(500_000, NONE));
    }
}
