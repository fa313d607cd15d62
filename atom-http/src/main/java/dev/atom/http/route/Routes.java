package dev.atom.http.route;

import dev.atom.core.Atom;
import dev.atom.core.identity.Permission;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Every route there is, whatever serves it. */
public final class Routes {
    /** The way of every chat, which costs too much behind the others' server. */
    public static final Route CHAT = Route.ahead(Permission.LLM_USE, Route.Method.POST, "/v1/chat/completions");

    private Routes() {}

    /**
     * The routes over the services of {@code atom}.
     *
     * @throws IllegalStateException when two routes have the same method and path
     */
    public static List<Route> of(Atom atom) {
        return unique(Stream.of(
                        new HealthRoutes(version(), atom::checkReady).routes(),
                        new DocumentRoutes().routes(),
                        new WhoAmIRoute(atom.desktopKeys()).routes(),
                        new AuthRoutes(atom.identity()).routes(),
                        new UserRoutes(atom.tenants(), atom.identity().users()).routes(),
                        new RoleRoutes(atom.identity().roles()).routes(),
                        new IamSessionRoutes(atom.identity().sessions()).routes(),
                        new LimitRoutes(atom.quotas()).routes(),
                        new TenantRoutes(atom.tenants()).routes(),
                        new ApiKeyRoutes(atom.tenants(), atom.apiKeys()).routes(),
                        new WorkspaceRoutes(atom.workspaces()).routes(),
                        new VaultRoutes(atom.vault(), atom.llm().keys()).routes(),
                        new LlmRoutes(atom.llm()).routes(),
                        new SessionRoutes(atom.nodes().sessions()).routes(),
                        new NodeRoutes(atom.nodes()).routes(),
                        new ModelRoutes(atom.llm()).routes(),
                        List.of(CHAT),
                        new DesktopKeyRoutes(atom.desktopKeys(), atom.resolver(), atom.abuseGuard()).routes(),
                        new AuditRoutes(atom.auditTrail()).routes())
                .flatMap(List::stream)
                .toList());
    }

    private static List<Route> unique(List<Route> routes) {
        Map<String, Long> count = routes.stream()
                .map(route -> route.method() + " " + route.path())
                .collect(Collectors.groupingBy(Function.identity(), Collectors.counting()));
        count.forEach((name, times) -> {
            if (times > 1) {
                throw new IllegalStateException("route " + name + " is declared " + times + " times");
            }
        });
        return routes;
    }

    private static String version() {
        return Optional.ofNullable(Routes.class.getPackage().getImplementationVersion())
                .orElse("development");
    }
}
