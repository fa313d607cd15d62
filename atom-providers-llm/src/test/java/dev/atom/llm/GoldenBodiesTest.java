package dev.atom.llm;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.spi.Settings;
import dev.atom.spi.llm.ProviderFailure;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file under {@code golden/TYPE/} is a body; its name says {@code NN-what.STATUS.KIND.txt}, NONE for no failure. */
class GoldenBodiesTest {
    private static final List<OpenAiWireFactory> FACTORIES =
            List.of(new OpenAiFactory(), new DeepSeekFactory(), new MiniMaxFactory(), new CompatibleFactory());

    static Stream<Path> goldenBodies() throws IOException, URISyntaxException {
        Path golden = Path.of(GoldenBodiesTest.class.getResource("/golden").toURI());
        try (Stream<Path> files = Files.walk(golden)) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("goldenBodies")
    void isReadAsItsNameSays(Path file) throws IOException {
        String[] name = file.getFileName().toString().split("\\.", -1);
        Optional<ProviderFailure> failure = table(file).read(Integer.parseInt(name[1]), Files.readAllBytes(file));
        assertThat(failure.map(found -> found.kind().name()).orElse("NONE")).isEqualTo(name[2]);
    }

    private static FailureTable table(Path file) {
        String type = file.getName(file.getNameCount() - 2).toString();
        OpenAiWireFactory factory = FACTORIES.stream()
                .filter(candidate -> candidate.type().equals(type))
                .findFirst()
                .orElseThrow(() -> new AssertionError("no factory for " + file));
        return factory.vendor(Settings.of("golden", Map.of("base_url", "https://golden.example/v1")))
                .failures();
    }
}
