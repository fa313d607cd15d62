package dev.atom.core.llm;

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

/** The smallest provider: what core needs and no vendor's rule. {@code {"error":"KIND"}} in a reply is a failure of that kind. */
final class RawProviderFactory implements LlmProviderFactory {
    @Override
    public String type() {
        return "raw";
    }

    @Override
    public Set<String> hosts(Settings settings) {
        URI base = URI.create(settings.required("base_url"));
        return Set.of("http://" + base.getAuthority());
    }

    @Override
    public LlmProvider create(String id, Settings settings, ProviderContext context) {
        return new RawProvider(id, URI.create(settings.required("base_url")), settings.list("prefixes"));
    }

    private record RawProvider(String id, URI base, List<String> modelPrefixes) implements OpenAiWire {
        @Override
        public URI chatCompletions() {
            return URI.create(base + "/chat/completions");
        }

        @Override
        public List<HttpCall.Header> authorization(Secret key) {
            return List.of(new HttpCall.Header(
                    "Authorization", key.use(bytes -> "Bearer " + new String(bytes, StandardCharsets.US_ASCII))));
        }

        @Override
        public KeyCheck verify(Secret key) {
            return key.use(bytes -> new String(bytes, StandardCharsets.US_ASCII).contains("good"))
                    ? KeyCheck.valid("accepted")
                    : KeyCheck.invalid("refused");
        }

        @Override
        public List<LlmModel> models(Secret key) {
            return List.of(new LlmModel("m1", 0, id));
        }

        @Override
        public Optional<ProviderFailure> failure(int status, byte[] body) {
            String text = new String(body, StandardCharsets.UTF_8);
            for (ProviderFailure.Kind kind : ProviderFailure.Kind.values()) {
                if (text.contains("{\"error\":\"" + kind + "\"")) {
                    return Optional.of(new ProviderFailure(kind, "raw_code", "in its own words: " + text));
                }
            }
            return status / 100 == 2
                    ? Optional.empty()
                    : Optional.of(new ProviderFailure(ProviderFailure.Kind.UNKNOWN, "" + status, text));
        }
    }
}
