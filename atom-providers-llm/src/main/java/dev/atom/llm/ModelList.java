package dev.atom.llm;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.spi.llm.LlmModel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads the reply of {@code GET /models}: {@code {"data":[{"id":…,"created":…,"owned_by":…}]}}. */
final class ModelList {
    private static final ObjectMapper JSON = new ObjectMapper(JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(64).build())
            .build());

    private ModelList() {}

    /**
     * The models; empty when the body is no such list.
     *
     * @param owner named where the list does not say
     */
    static Optional<List<LlmModel>> read(byte[] body, String owner) {
        JsonNode data;
        try {
            data = JSON.readTree(body).path("data");
        } catch (IOException notJson) {
            return Optional.empty();
        }
        if (!data.isArray()) {
            return Optional.empty();
        }
        List<LlmModel> models = new ArrayList<>();
        for (JsonNode model : data) {
            String id = model.path("id").asText("");
            if (!id.isBlank()) {
                long created = Math.max(0, model.path("created").asLong(0));
                models.add(new LlmModel(id, created, model.path("owned_by").asText(owner)));
            }
        }
        return Optional.of(models);
    }
}
