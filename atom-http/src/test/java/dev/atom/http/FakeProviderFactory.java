package dev.atom.http;

import dev.atom.spi.ProviderContext;
import dev.atom.spi.Secret;
import dev.atom.spi.Settings;
import dev.atom.spi.http.HttpCall;
import dev.atom.spi.llm.KeyCheck;
import dev.atom.spi.llm.LlmModel;
import dev.atom.spi.llm.LlmProvider;
import dev.atom.spi.llm.LlmProviderFactory;
import dev.atom.spi.llm.OpenAiWire;
import dev.atom.spi.llm.ProviderFailure;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A provider that opens no socket: it accepts the keys that contain {@code good}, and cannot tell of those with {@code unsure}. */
final class FakeProviderFactory implements LlmProviderFactory {
    @Override
    public String type() {
        return "fake";
    }

    @Override
    public Set<String> hosts(Settings settings) {
        return Set.of("http://127.0.0.1:1");
    }

    @Override
    public LlmProvider create(String id, Settings settings, ProviderContext context) {
        return new FakeProvider(id);
    }

    private record FakeProvider(String id) implements OpenAiWire {
        @Override
        public URI chatCompletions() {
            return URI.create("http://127.0.0.1:1/chat/completions");
        }

        @Override
        public List<HttpCall.Header> authorization(Secret key) {
            return List.of();
        }

        @Override
        public List<String> modelPrefixes() {
            return List.of();
        }

        @Override
        public KeyCheck verify(Secret key) {
            String text = key.use(bytes -> new String(bytes, StandardCharsets.UTF_8));
            if (text.contains("unsure")) {
                return KeyCheck.unknown("answered 500");
            }
            return text.contains("good") ? KeyCheck.valid("accepted") : KeyCheck.invalid("refused");
        }

        @Override
        public List<LlmModel> models(Secret key) {
            return List.of(new LlmModel("m1", 7, "fake"), new LlmModel("org/m2", 0, "fake"));
        }

        @Override
        public Optional<ProviderFailure> failure(int status, byte[] body) {
            return Optional.empty();
        }
    }
}
