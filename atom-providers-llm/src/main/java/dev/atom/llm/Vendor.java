package dev.atom.llm;

import dev.atom.spi.BaseUrl;
import dev.atom.spi.Settings;
import java.net.URI;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What distinguishes one OpenAI-compatible service from another.
 *
 * @param chat where chat completions are posted
 * @param models where the models a key may use are listed; also answers whether the key is accepted
 * @param prefixes beginnings of its model names
 * @param failures how its errors are read
 */
record Vendor(URI chat, URI models, List<String> prefixes, FailureTable failures) {
    /** A service whose addresses are all below one, which the settings may override. */
    static Vendor at(Settings settings, String base, List<String> prefixes, FailureTable failures) {
        URI root = BaseUrl.read(settings).orElseGet(() -> URI.create(base));
        return new Vendor(
                below(root, "chat/completions"), below(root, "models"), prefixes(settings, prefixes), failures);
    }

    Vendor withModels(URI address) {
        return new Vendor(chat, address, prefixes, failures);
    }

    Set<String> hosts() {
        return Stream.of(chat, models).map(BaseUrl::host).collect(Collectors.toUnmodifiableSet());
    }

    private static URI below(URI root, String path) {
        return URI.create(root + "/" + path);
    }

    private static List<String> prefixes(Settings settings, List<String> otherwise) {
        List<String> configured = settings.list("model_prefixes");
        Optional<String> bad = configured.stream()
                .filter(prefix -> !prefix.matches("[A-Za-z0-9._-]{1,64}"))
                .findFirst();
        if (bad.isPresent()) {
            throw settings.invalid(
                    "model_prefixes", "has a prefix that is not 1-64 letters, digits, dots, dashes or _");
        }
        return configured.isEmpty() ? otherwise : List.copyOf(new LinkedHashSet<>(configured));
    }
}
