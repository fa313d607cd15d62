package dev.atom.server.config;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLFactory;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

/** Reads a YAML file as dotted names and text values: {@code server.port} to {@code 8080}. A list becomes comma-separated text. */
final class YamlFile {
    private static final YAMLMapper YAML = YAMLMapper.builder(new YAMLFactory())
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private YamlFile() {}

    static Map<String, String> read(Path file, Problems problems) {
        Map<String, String> values = new LinkedHashMap<>();
        try {
            JsonNode root = YAML.readTree(Files.readString(file));
            if (root.isObject()) {
                flatten("", root, values, problems);
            } else if (!root.isMissingNode() && !root.isNull()) {
                problems.add(file + " must be a mapping of sections such as server: and database:");
            }
        } catch (JsonProcessingException malformed) {
            // Only the place: the parser's own words quote the text, which may be a secret in the wrong file.
            var place = malformed.getLocation();
            problems.add(file + " is not valid YAML"
                    + (place == null ? "" : " at line " + place.getLineNr() + ", column " + place.getColumnNr())
                    + ": look for a missing quote, a tab or a name given twice");
        } catch (IOException unreadable) {
            problems.add(file + " cannot be read: check that it exists, is UTF-8 and may be read");
        }
        return values;
    }

    private static void flatten(String path, JsonNode node, Map<String, String> values, Problems problems) {
        if (node.isObject() && node.isEmpty() && ProviderValues.ownPath(path)) {
            values.put(path, ""); // a provider with nothing but defaults
        } else if (node.isObject()) {
            node.properties()
                    .forEach(entry -> flatten(
                            path.isEmpty() ? entry.getKey() : path + "." + entry.getKey(),
                            entry.getValue(),
                            values,
                            problems));
        } else if (node.isArray()) {
            values.put(
                    path,
                    StreamSupport.stream(node.spliterator(), false)
                            .map(JsonNode::asText)
                            .collect(Collectors.joining(",")));
        } else if (node.isNull()) {
            problems.add(path + " is empty: give it a value or remove it");
        } else {
            values.put(path, node.asText());
        }
    }
}
