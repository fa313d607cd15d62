package dev.atom.core.vault;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import dev.atom.core.audit.Caller;
import dev.atom.spi.Secret;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes keys out of one vault and into another. The content of a bundle is
 * {@code {"keys":[{"name":…,"provider":…,"value":base64}, …]}}, written and read in pieces so that no value becomes text.
 */
final class KeyTransfer {
    private static final int MOST_KEYS = 1000;
    private static final JsonFactory JSON = new JsonFactory();

    private final VaultParts parts;
    private final Sealer sealer;
    private final KeyWriter writer;
    private final SealedBundle bundles;

    KeyTransfer(VaultParts parts, Sealer sealer, KeyWriter writer) {
        this.parts = parts;
        this.sealer = sealer;
        this.writer = writer;
        this.bundles = new SealedBundle(parts.random());
    }

    byte[] export(Caller caller, Secret passphrase) {
        List<SealedKey> keys = parts.tenants().in(caller.tenant(), handle -> {
            TenantGate.check(caller.tenant(), VaultStore.tenantStatus(handle, caller.tenant()));
            List<SealedKey> all = SealedKeyStore.all(handle, caller.tenant(), MOST_KEYS + 1);
            if (all.size() > MOST_KEYS) {
                throw SealedBundle.invalid("a bundle holds at most " + MOST_KEYS + " keys, and there are more");
            }
            parts.audit()
                    .recordAll(
                            handle,
                            all.stream()
                                    .map(key -> KeyWriter.event(caller, "vault.export", key.info()))
                                    .toList());
            return all;
        });
        byte[] content = write(keys);
        try {
            return bundles.seal(content, passphrase);
        } finally {
            Arrays.fill(content, (byte) 0);
        }
    }

    List<KeyInfo> importBundle(Caller caller, byte[] bundle, Secret passphrase) {
        byte[] content = bundles.open(bundle, passphrase);
        List<KeyWriter.Entry> entries = new ArrayList<>();
        try {
            read(content, entries);
            return entries.isEmpty() ? List.of() : writer.put(caller, entries, "vault.import");
        } finally {
            Arrays.fill(content, (byte) 0);
            entries.forEach(entry -> entry.value().close());
        }
    }

    private byte[] write(List<SealedKey> keys) {
        var buffer = new WipedBuffer();
        try (buffer;
                JsonGenerator json = JSON.createGenerator(buffer)) {
            json.writeStartObject();
            json.writeArrayFieldStart("keys");
            for (SealedKey key : keys) {
                json.writeStartObject();
                json.writeStringField("name", key.info().name().value());
                if (key.info().provider().isPresent()) {
                    json.writeStringField("provider", key.info().provider().get());
                }
                try (Secret value = sealer.open(key)) {
                    byte[] copy = value.use(byte[]::clone);
                    json.writeBinaryField("value", copy);
                    Arrays.fill(copy, (byte) 0);
                }
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
            json.flush();
            return buffer.toByteArray();
        } catch (IOException impossible) {
            throw new UncheckedIOException("writing to memory failed", impossible);
        }
    }

    /** The writer's own words are never repeated: the content is secret. */
    private static void read(byte[] content, List<KeyWriter.Entry> into) {
        try (JsonParser json = JSON.createParser(content)) {
            Set<KeyName> names = new HashSet<>();
            expect(json.nextToken() == JsonToken.START_OBJECT);
            expect("keys".equals(json.nextFieldName()));
            expect(json.nextToken() == JsonToken.START_ARRAY);
            while (json.nextToken() == JsonToken.START_OBJECT) {
                KeyWriter.Entry entry = readKey(json);
                into.add(entry);
                expect(names.add(entry.name()) && into.size() <= MOST_KEYS);
            }
            expect(json.currentToken() == JsonToken.END_ARRAY && json.nextToken() == JsonToken.END_OBJECT);
        } catch (IOException malformed) {
            throw SealedBundle.invalid("the bundle does not hold keys in a form this version knows");
        }
    }

    private static KeyWriter.Entry readKey(JsonParser json) throws IOException {
        @Nullable String name = null;
        @Nullable String provider = null;
        @Nullable Secret value = null;
        for (String field = json.nextFieldName(); field != null; field = json.nextFieldName()) {
            expect(json.nextToken() == JsonToken.VALUE_STRING);
            switch (field) {
                case "name" -> name = json.getText();
                case "provider" -> provider = json.getText();
                case "value" -> {
                    byte[] bytes = json.getBinaryValue();
                    value = Secret.copyOf(bytes);
                    Arrays.fill(bytes, (byte) 0);
                }
                default -> expect(false);
            }
        }
        if (name == null || value == null) {
            throw SealedBundle.invalid("the bundle holds a key without a name or a value");
        }
        return new KeyWriter.Entry(new KeyName(name), Optional.ofNullable(provider), value);
    }

    private static void expect(boolean holds) {
        if (!holds) {
            throw SealedBundle.invalid("the bundle does not hold keys in a form this version knows");
        }
    }

    /** A buffer that leaves nothing behind. */
    private static final class WipedBuffer extends ByteArrayOutputStream {
        @Override
        public void close() {
            Arrays.fill(buf, (byte) 0);
        }
    }
}
