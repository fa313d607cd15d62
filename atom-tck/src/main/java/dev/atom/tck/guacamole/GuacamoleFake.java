package dev.atom.tck.guacamole;

import dev.atom.tck.CannedReply;
import dev.atom.tck.CapturedRequest;
import dev.atom.tck.ReplayServer;
import java.net.URI;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

/**
 * Apache Guacamole's REST API on loopback: log-in, the connections, those in use, and the user's permissions. A token that it does
 * not know is 403, as there. Thread-safe; close it to free its port.
 */
public final class GuacamoleFake implements AutoCloseable {
    /** The only user. */
    public static final String USER = "atom";

    private static final String DATA = "/guacamole/api/session/data/postgresql/";

    private final String password = "pass word&" + UUID.randomUUID();
    private final Set<String> tokens = ConcurrentHashMap.newKeySet();
    private final Map<String, String> connections = new ConcurrentHashMap<>();
    private final Map<String, String> active = new ConcurrentHashMap<>();
    private final Map<String, CannedReply> instead = new ConcurrentHashMap<>();
    private final AtomicInteger ids = new AtomicInteger();
    private final ReplayServer server = ReplayServer.start();
    private volatile boolean administrator = true;

    private GuacamoleFake() {
        server.onAny(this::answer);
    }

    /** Starts an empty one on a free port of 127.0.0.1. */
    public static GuacamoleFake start() {
        return new GuacamoleFake();
    }

    /** Where it is, as a base URL. */
    public URI uri() {
        return server.uri("/guacamole");
    }

    /** The password of {@link #USER}. */
    public String password() {
        return password;
    }

    /** Makes a connection of that name, and says its id. */
    public String connection(String name) {
        String id = Integer.toString(ids.incrementAndGet());
        connections.put(id, name);
        return id;
    }

    /** Removes a connection; who uses it goes on. */
    public void remove(String connection) {
        connections.remove(connection);
    }

    /** Somebody connects. */
    public void open(String connection) {
        active.put(UUID.randomUUID().toString(), connection);
    }

    /** Everybody leaves a connection. */
    public void close(String connection) {
        active.values().removeIf(connection::equals);
    }

    /** Forgets every token, as a restart does. */
    public void expireTokens() {
        tokens.clear();
    }

    /** Whether the user may administer, and so sees everything. */
    public void administrator(boolean is) {
        administrator = is;
    }

    /** Answers requests for a part of the data source, such as {@code activeConnections}, or {@code tokens}, with this. */
    public void instead(String part, CannedReply reply) {
        instead.put(part, reply);
    }

    /** Answers as it should again. */
    public void heal() {
        instead.clear();
    }

    /** The requests so far, oldest first. */
    public List<CapturedRequest> requests() {
        return server.requests();
    }

    private CannedReply answer(CapturedRequest request) {
        String target = request.target();
        if (target.equals("/guacamole/api/tokens") && request.method().equals("POST")) {
            return replaced("tokens").orElseGet(() -> logIn(request.text()));
        }
        if (!target.startsWith(DATA) || !request.method().equals("GET")) {
            return CannedReply.json(404, "{\"message\":\"Not found.\",\"type\":\"NOT_FOUND\"}");
        }
        if (!tokens.contains(request.header("Guacamole-Token").orElse(""))) {
            return denied();
        }
        String part = target.substring(DATA.length());
        return replaced(part).orElseGet(() -> part(part));
    }

    private Optional<CannedReply> replaced(String part) {
        return Optional.ofNullable(instead.get(part));
    }

    private CannedReply logIn(String form) {
        String encoded = password.replace(" ", "+").replace("&", "%26");
        if (!form.equals("username=" + USER + "&password=" + encoded)) {
            return CannedReply.json(403, "{\"message\":\"Invalid login\",\"type\":\"INVALID_CREDENTIALS\"}");
        }
        String token = UUID.randomUUID().toString().replace("-", "").toUpperCase(java.util.Locale.ROOT);
        tokens.add(token);
        return CannedReply.json(
                200,
                "{\"authToken\":\"" + token + "\",\"username\":\"atom\",\"dataSource\":\"postgresql\","
                        + "\"availableDataSources\":[\"postgresql\",\"postgresql-shared\"]}");
    }

    private CannedReply part(String part) {
        return switch (part) {
            case "activeConnections" -> object(active, """
                    {"identifier":"%s","connectionIdentifier":"%s","startDate":1763795305000,"remoteHost":"10.1.2.3",\
                    "username":"ann","connectable":true}""");
            case "connections" -> object(connections, """
                    {"identifier":"%s","name":"%s","parentIdentifier":"ROOT","protocol":"vnc","attributes":{},\
                    "activeConnections":0}""");
            case "self/effectivePermissions" ->
                CannedReply.json(
                        200,
                        "{\"connectionPermissions\":{},\"systemPermissions\":["
                                + (administrator ? "\"CREATE_USER\",\"ADMINISTER\"" : "\"CREATE_USER\"") + "]}");
            default -> CannedReply.json(404, "{\"message\":\"Not found.\",\"type\":\"NOT_FOUND\"}");
        };
    }

    private static CannedReply object(Map<String, String> entries, String form) {
        return CannedReply.json(
                200,
                entries.entrySet().stream()
                        .map(entry -> "\"" + entry.getKey() + "\":"
                                + form.formatted(
                                        entry.getKey(), entry.getValue().replace("\"", "\\\"")))
                        .collect(Collectors.joining(",", "{", "}")));
    }

    private static CannedReply denied() {
        return CannedReply.json(403, "{\"message\":\"Permission Denied.\",\"type\":\"PERMISSION_DENIED\"}");
    }

    @Override
    public void close() {
        server.close();
    }
}
