package dev.atom.http.route;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import org.junit.jupiter.api.Test;

/** Nobody can forget to say who may call a route. */
class RouteGuardTest {
    @Test
    @SuppressWarnings("NullAway")
    void aRouteWithoutAGuardCannotBeMadeSoTheServerDoesNotStart() {
        assertThatThrownBy(() -> new Route(Route.Method.GET, "/api/v1/forgotten", null, call -> {}))
                .isInstanceOf(NullPointerException.class)
                .hasMessage("GET /api/v1/forgotten has no guard");
    }

    @Test
    void everyWayToMakeARouteNamesItsGuard() {
        assertThat(Route.class.getRecordComponents()).anyMatch(part -> part.getType() == Guard.class);
        assertThat(Arrays.stream(Route.class.getConstructors()))
                .isNotEmpty()
                .allMatch(made -> Arrays.asList(made.getParameterTypes()).contains(Guard.class));
    }
}
