package dev.atom.http.route;

import static dev.atom.core.identity.Permission.LLM_READ;
import static dev.atom.core.identity.Permission.LLM_USE;

import dev.atom.core.llm.LlmService;
import dev.atom.http.route.Route.Method;
import java.util.List;

/** What the caller's tenant can call, whether it would work, and what it has cost. */
final class LlmRoutes {
    private final LlmService llm;

    LlmRoutes(LlmService llm) {
        this.llm = llm;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(LLM_READ, Method.GET, "/api/v1/llm/providers", this::providers),
                Route.needs(LLM_USE, Method.POST, "/api/v1/llm/preflight", this::preflight),
                Route.needs(LLM_READ, Method.GET, "/api/v1/llm/usage", this::usage));
    }

    private void providers(Call call) {
        call.data(llm.providers().stream().map(ProviderBody::new).toList());
    }

    private void preflight(Call call) {
        PreflightBody body = call.body(PreflightBody.class);
        call.data(llm.preflight(call.caller(), body.provider()));
    }

    private void usage(Call call) {
        call.page(llm.usage(call.caller(), call.page()), UsageBody::of);
    }

    private record PreflightBody(String provider) {}

    private record ProviderBody(String id) {}
}
