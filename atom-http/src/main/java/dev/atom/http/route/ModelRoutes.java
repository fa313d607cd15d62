package dev.atom.http.route;

import static dev.atom.core.identity.Permission.LLM_USE;

import dev.atom.core.llm.LlmService;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.llm.LlmModel;
import java.util.List;

/**
 * The models the caller may name, as OpenAI's clients expect them.
 *
 * <p>Format: <a href="https://platform.openai.com/docs/api-reference/models">OpenAI API reference, models</a>.
 */
final class ModelRoutes {
    private final LlmService llm;

    ModelRoutes(LlmService llm) {
        this.llm = llm;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(LLM_USE, Method.GET, "/v1/models", this::list),
                Route.needs(LLM_USE, Method.GET, "/v1/models/<id>", this::get));
    }

    private void list(Call call) {
        List<ModelBody> models =
                llm.models(call.caller()).stream().map(ModelBody::of).toList();
        call.send(200, new ModelsBody("list", models));
    }

    private void get(Call call) {
        String id = call.path("id");
        ModelBody found = llm.models(call.caller()).stream()
                .filter(model -> model.id().equals(id))
                .map(ModelBody::of)
                .findFirst()
                .orElseThrow(() -> new AtomException(
                        ErrorCode.NOT_FOUND, "there is no such model for this key: see GET /v1/models"));
        call.send(200, found);
    }

    private record ModelsBody(String object, List<ModelBody> data) {
        ModelsBody {
            data = List.copyOf(data);
        }
    }

    private record ModelBody(String id, String object, long created, String ownedBy) {
        static ModelBody of(LlmModel model) {
            return new ModelBody(model.id(), "model", model.created(), model.ownedBy());
        }
    }
}
