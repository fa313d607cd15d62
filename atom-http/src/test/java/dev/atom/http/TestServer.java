package dev.atom.http;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.atom.core.Atom;
import dev.atom.core.AtomBuilder;
import dev.atom.core.audit.Actor;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.identity.ApiKeys;
import dev.atom.core.identity.Authority;
import dev.atom.core.identity.EmailAddress;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.LogIn;
import dev.atom.core.identity.NewUser;
import dev.atom.core.identity.RoleName;
import dev.atom.core.identity.SessionTokens;
import dev.atom.core.identity.User;
import dev.atom.core.identity.UserChange;
import dev.atom.core.identity.Username;
import dev.atom.core.llm.ProviderConfig;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.AiMode;
import dev.atom.core.tenant.NewTenant;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.Slug;
import dev.atom.core.tenant.Tenant;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.Secret;
import dev.atom.spi.TenantId;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublisher;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

/** A whole server on a database of its own, with a platform administrator and tenants {@code a} and {@code b}. */
final class TestServer implements AutoCloseable {
    private static final ObjectMapper MAPPER = new ObjectMapper();
    static final String PASSWORD = "a sentence to log in with";
    private static final Actor TESTER = Actor.process("test");

    /** A tenant and the text of a key of it. */
    record Member(Tenant tenant, String key) {}

    private final TestDatabase database = TestDatabase.fresh();
    private final MasterKeyWrapper masterKey =
            MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), new SecureRandom());
    private final HttpClient client =
            HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(20)).build();
    final MeterRegistry meters = new SimpleMeterRegistry();
    final Atom atom;
    final AtomHttpServer http;
    final String admin;
    final Member a;
    final Member b;
    final String userOfA;

    TestServer() {
        this(HttpSettings.defaults());
    }

    /** With limits that are never reached. */
    TestServer(HttpSettings settings) {
        this(settings, QuotaSettings.endless());
    }

    TestServer(HttpSettings settings, QuotaSettings quotas) {
        this(settings, quotas, builder -> builder);
    }

    TestServer(HttpSettings settings, QuotaSettings quotas, UnaryOperator<AtomBuilder> more) {
        atom = more.apply(Atom.builder())
                .database(database.settings())
                .keyWrapper(masterKey)
                .providerFactory(new FakeProviderFactory())
                .provider(ProviderConfig.of("fake"))
                .quotas(quotas)
                .meters(meters)
                .open();
        http = AtomHttpServer.start(atom, settings.withPort(0));
        admin = text(atom.apiKeys().bootstrap(TESTER, "test"));
        a = member();
        b = member();
        userOfA = token(a.tenant(), "admin");
    }

    /** A new tenant with a key. */
    Member member() {
        Tenant tenant = atom.tenants()
                .create(TESTER, new NewTenant(new Slug("t" + UUID.randomUUID()), "T", Plan.FREE, AiMode.BYOK));
        return new Member(tenant, anotherKey(tenant));
    }

    /** The text of a new key of the tenant. */
    String anotherKey(Tenant tenant) {
        return text(atom.apiKeys().issue(TESTER, tenant.id(), "laptop", ApiKeys.DEFAULT_VALIDITY));
    }

    static JsonNode tree(String text) {
        try {
            return MAPPER.readTree(text);
        } catch (IOException notJson) {
            throw new UncheckedIOException(text, notJson);
        }
    }

    /** Runs statements past every rule of the database. */
    void asSuperuser(String sql) {
        database.asSuperuser(sql);
    }

    /** The first column of what a query gives, past every rule of the database. */
    List<String> query(String sql) {
        try (Connection connection = database.superuser().getConnection();
                Statement statement = connection.createStatement();
                ResultSet rows = statement.executeQuery(sql)) {
            List<String> found = new ArrayList<>();
            while (rows.next()) {
                found.add(rows.getString(1));
            }
            return found;
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    /** A new user of the tenant with these roles. */
    User user(TenantId tenant, String... roles) {
        String name = "u" + UUID.randomUUID();
        NewUser wanted = new NewUser(
                new Username(name),
                new EmailAddress(name + "@example.org"),
                Optional.empty(),
                Secret.of(PASSWORD),
                false,
                Arrays.stream(roles).map(RoleName::new).collect(Collectors.toSet()));
        return atom.identity().users().create(Authority.full(Caller.process(tenant, "test")), wanted);
    }

    /** As an administrator does: the user has to choose another one. */
    void giveFirstPassword(User user) {
        UserChange change = UserChange.none().withPassword(Secret.of(PASSWORD));
        atom.identity().users().update(Authority.full(Caller.process(user.tenant(), "test")), user.id(), change);
    }

    /** The access token of a new user of the tenant with these roles. */
    String token(Tenant tenant, String... roles) {
        return token(tenant, user(tenant.id(), roles));
    }

    /** The access token of a new log-in. */
    String token(Tenant tenant, User user) {
        LogIn attempt = new LogIn(tenant.slug().value(), user.username().value(), Secret.of(PASSWORD));
        Actor visitor = new Actor(Actor.Kind.ANONYMOUS, "anonymous", Optional.empty());
        try (SessionTokens tokens = atom.identity().sessions().logIn(attempt, visitor)) {
            return tokens.access().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        }
    }

    /** An answer. */
    record Reply(int status, Map<String, List<String>> headers, String text) {
        JsonNode json() {
            return tree(text);
        }

        JsonNode data() {
            return json().path("data");
        }

        String code() {
            JsonNode error = json().path("error");
            return error.isObject()
                    ? error.path("code").asText()
                    : json().path("code").asText();
        }

        String header(String name) {
            return String.join(",", headers.getOrDefault(name, List.of()));
        }
    }

    Reply get(String key, String path) {
        return send(key, "GET", path, BodyPublishers.noBody(), Map.of());
    }

    Reply delete(String key, String path) {
        return send(key, "DELETE", path, BodyPublishers.noBody(), Map.of());
    }

    Reply send(String key, String method, String path, String json) {
        return send(key, method, path, BodyPublishers.ofString(json), Map.of("Content-Type", "application/json"));
    }

    /** Sends with a key, or with none when it is empty. */
    Reply send(String key, String method, String path, BodyPublisher body, Map<String, String> headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + http.port() + path))
                .method(method, body);
        headers.forEach(request::setHeader);
        if (!key.isEmpty()) {
            boolean token = key.startsWith("eyJ");
            request.setHeader(token ? "Authorization" : "X-API-Key", token ? "Bearer " + key : key);
        }
        try {
            HttpResponse<String> answer =
                    client.send(request.timeout(Duration.ofSeconds(30)).build(), BodyHandlers.ofString());
            return new Reply(answer.statusCode(), answer.headers().map(), answer.body());
        } catch (IOException failure) {
            throw new UncheckedIOException(method + " " + path, failure);
        } catch (InterruptedException interrupted) {
            throw new IllegalStateException(interrupted);
        }
    }

    /** Waits until so many bytes of bodies are in memory. */
    void awaitBodyBytes(long bytes) {
        long end = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (http.bodyBytes() < bytes) {
            if (System.nanoTime() > end) {
                throw new AssertionError(http.bodyBytes() + " bytes of bodies are in memory, not " + bytes);
            }
            Thread.onSpinWait();
        }
    }

    /** Ends the database's connections and refuses new ones. */
    void takeDatabaseAway() {
        try (Connection connection = database.superuser().getConnection();
                Statement statement = connection.createStatement()) {
            String name = connection.getCatalog();
            statement.execute("alter database " + name + " connection limit 0");
            statement.execute("select pg_terminate_backend(pid, 10000) from pg_stat_activity where datname = '" + name
                    + "' and pid <> pg_backend_pid()");
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private static String text(IssuedKey issued) {
        try (issued) {
            return issued.key().use(bytes -> new String(bytes, StandardCharsets.US_ASCII));
        }
    }

    @Override
    public void close() {
        http.close();
        atom.close();
        masterKey.close();
        database.close();
    }
}
