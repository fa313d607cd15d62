package dev.atom.http.route;

import dev.atom.core.limit.Concurrency;
import dev.atom.core.limit.LimitPolicy;
import dev.atom.core.limit.LimitState;
import dev.atom.core.quota.TenantQuotas;
import dev.atom.http.route.Route.Method;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What the caller has left. Asking costs nothing. */
final class LimitRoutes {
    private final TenantQuotas quotas;

    LimitRoutes(TenantQuotas quotas) {
        this.quotas = quotas;
    }

    List<Route> routes() {
        return List.of(Route.free(Method.GET, "/api/v1/limits", this::limits));
    }

    private void limits(Call call) {
        List<LimitBody> limits =
                quotas.lookAtAll(call.resolved()).stream().map(LimitBody::of).toList();
        call.data(new LimitsAnswer(call.resolved().tenant().plan().wireName(), !limits.isEmpty(), limits));
    }

    private record LimitsAnswer(String planType, boolean enabled, List<LimitBody> limits) {
        LimitsAnswer {
            limits = List.copyOf(limits);
        }
    }

    private record LimitBody(
            String name,
            long limit,
            @Nullable Long windowSeconds,
            long remaining,
            @Nullable Long resetAfterMs) {
        static LimitBody of(LimitState state) {
            LimitPolicy policy = state.limit().policy();
            boolean timed = !(policy instanceof Concurrency);
            return new LimitBody(
                    policy.name(),
                    policy.limit(),
                    timed ? policy.window().toSeconds() : null,
                    state.remaining(),
                    timed ? state.resetAfter().toMillis() : null);
        }
    }
}
