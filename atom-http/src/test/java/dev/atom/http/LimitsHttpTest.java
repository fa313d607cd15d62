package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.Actor;
import dev.atom.core.limit.LocalRateLimiter;
import dev.atom.core.limit.Refusals;
import dev.atom.core.quota.PlanLimits;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.tenant.LimitOverrides;
import dev.atom.core.tenant.Plan;
import dev.atom.core.tenant.TenantChange;
import dev.atom.http.TestServer.Member;
import dev.atom.http.TestServer.Reply;
import dev.atom.http.limit.FieldSyntax;
import java.net.http.HttpRequest.BodyPublishers;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Plans over real HTTP, with the limits the product documents. */
@SuppressWarnings("NullAway.Init")
class LimitsHttpTest {
    private static final String PATH = "/api/desktop/auth";
    private static final Actor TESTER = Actor.process("test");

    private static TestServer server;

    @BeforeAll
    static void start() {
        HttpSettings settings = HttpSettings.defaults().withCorsOrigins(List.of("https://app.example"));
        server = new TestServer(
                settings,
                QuotaSettings.usual()
                        .withPlan(Plan.SOLO, PlanLimits.usual(Plan.SOLO).withRequestsPerKey(2)));
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void whoeverUsesThePlanUpCannotKeepOthersFromEndingThat() {
        Member free = server.member();
        String session = server.token(free.tenant(), "admin");
        IntStream.range(0, 61).parallel().forEach(n -> server.get(free.key(), PATH));
        assertThat(server.get(session, "/api/v1/workspaces").status()).isEqualTo(429);

        Reply keys = server.get(session, "/api/desktop/keys");
        assertThat(keys.status()).isEqualTo(200);
        assertThat(keys.header("ratelimit-policy")).isEqualTo("\"own-requests\";q=30;w=60");
        assertThat(server.get(session, "/api/v1/iam/sessions").status()).isEqualTo(200);
        assertThat(server.send(session, "POST", "/api/v1/auth/logout", "").status())
                .isEqualTo(204);
    }

    @Test
    void whatEndsAStolenCredentialIsLimitedForEachUserAndKeyAlone() {
        Member free = server.member();
        String session = server.token(free.tenant(), "admin");

        assertThat(IntStream.range(0, 31).mapToObj(n -> server.get(session, "/api/v1/iam/sessions")
                        .status()))
                .containsOnlyOnce(429);
        assertThat(server.get(session, "/api/v1/workspaces").status()).isEqualTo(200);
    }

    @Test
    void aGoodCredentialWithAForeignWorkspaceIsNoFreeLookUp() {
        try (TestServer guarded = new TestServer(HttpSettings.defaults(), QuotaSettings.usual())) {
            List<Integer> answers = IntStream.range(0, 31)
                    .mapToObj(n -> guarded.send(
                            guarded.a.key(),
                            "GET",
                            PATH,
                            BodyPublishers.noBody(),
                            Map.of("X-Workspace-Id", UUID.randomUUID().toString())))
                    .map(Reply::status)
                    .toList();

            assertThat(answers.subList(0, 10)).containsOnly(404);
            assertThat(answers.subList(10, 31)).containsOnly(429);
        }
    }

    @Test
    void refusesTheSixtyFirstRequestOfAFreeTenantAndSaysAllThereIsToSay() {
        Member free = server.member();
        List<Reply> replies = IntStream.range(0, 61)
                .parallel()
                .mapToObj(n -> server.get(free.key(), PATH))
                .toList();

        assertThat(replies.stream().filter(reply -> reply.status() == 200)).hasSize(60);
        Reply refused = server.get(free.key(), PATH);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo("RATE_LIMITED");
        assertThat(refused.header("ratelimit-policy")).isEqualTo("\"requests\";q=60;w=60");
        assertThat(refused.header("ratelimit")).matches("\"requests\";r=0;t=[1-9][0-9]?");
        int wait = Integer.parseInt(refused.header("retry-after"));
        int told = Integer.parseInt(refused.header("ratelimit").replaceAll(".*t=", ""));
        assertThat(wait).isBetween(told, told + 1).isBetween(1, 62);
        assertThat(refused.json().path("details").path("violated_policies").toString())
                .isEqualTo("[\"requests\"]");
        assertThat(refused.json().path("error").asText()).contains("requests, 60 in 60 s", "try again in");
        assertThat(refused.header("x-request-id")).isNotEmpty();
    }

    @Test
    void aBurstAtTheTurnOfTheMinuteGetsSixtyAndNotTwiceSixty() {
        AtomicLong nanos = new AtomicLong(
                Duration.ofMinutes(1).toNanos() - Duration.ofMillis(100).toNanos());
        try (LocalRateLimiter limiter =
                        LocalRateLimiter.builder().clock(nanos::get).build();
                TestServer timed = new TestServer(
                        HttpSettings.defaults(), QuotaSettings.usual(), builder -> builder.limiter(limiter))) {
            Member free = timed.member();
            assertThat(statuses(timed, free.key(), 60)).containsOnly(200);
            for (int step = 0; step < 59; step++) {
                assertThat(timed.get(free.key(), PATH).status())
                        .as("%d s later", step)
                        .isEqualTo(429);
                nanos.addAndGet(Duration.ofSeconds(1).toNanos());
            }
            assertThat(timed.send(free.key(), "POST", "/v1/chat/completions", "{}")
                            .status())
                    .as("the other door")
                    .isEqualTo(429);

            nanos.addAndGet(Duration.ofSeconds(2).toNanos());

            assertThat(statuses(timed, free.key(), 61)).endsWith(200, 429);
        }
    }

    @Test
    void switchedOffNothingIsCountedAndNoFieldIsSent() {
        try (TestServer off = new TestServer(HttpSettings.defaults(), QuotaSettings.off())) {
            assertThat(statuses(off, off.a.key(), 70)).containsOnly(200);
            assertThat(statuses(off, "atom_dk_" + "x".repeat(36), 70)).containsOnly(401);
            Reply limits = off.get(off.a.key(), "/api/v1/limits");
            assertThat(limits.data().path("enabled").asBoolean()).isFalse();
            assertThat(limits.data().path("limits")).isEmpty();
            assertThat(limits.header("ratelimit") + limits.header("ratelimit-policy"))
                    .isEmpty();
            assertThat(off.meters.get("atom.limits.enabled").gauge().value()).isZero();
        }
    }

    @Test
    void countsDownOnEveryAnswerAlsoOnFailures() {
        Member free = server.member();

        assertThat(server.get(free.key(), PATH).header("ratelimit")).startsWith("\"requests\";r=59;t=");
        Reply missing = server.get(free.key(), "/api/v1/vault/keys/none");
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.header("ratelimit")).startsWith("\"requests\";r=58;t=");
        Reply forbidden = server.get(free.key(), "/api/v1/tenants");
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.header("ratelimit")).startsWith("\"requests\";r=57;t=");
        assertThat(forbidden.header("ratelimit-policy")).isEqualTo("\"requests\";q=60;w=60");
    }

    @Test
    void twoKeysOfATenantShareItsPlan() {
        Member free = server.member();
        String second = server.anotherKey(free.tenant());

        assertThat(statuses(free.key(), 40)).containsOnly(200);
        assertThat(statuses(second, 30).stream().filter(status -> status == 200))
                .hasSize(20);
        assertThat(server.get(free.key(), PATH).status()).isEqualTo(429);
    }

    @Test
    void aTenantThatIsOutDoesNotTouchAnother() {
        Member greedy = server.member();
        Member other = server.member();
        statuses(greedy.key(), 70);

        assertThat(server.get(other.key(), PATH).header("ratelimit")).startsWith("\"requests\";r=59;");
    }

    @Test
    void aPlanThatIsRaisedHoldsFromTheNextRequestAndWhatWasSpentCounts() {
        Member tenant = server.member();
        assertThat(statuses(tenant.key(), 61)).endsWith(429);

        server.atom.tenants().update(TESTER, tenant.tenant().id(), TenantChange.of(Plan.TEAM));

        Reply raised = server.get(tenant.key(), PATH);
        assertThat(raised.status()).isEqualTo(200);
        assertThat(raised.header("ratelimit-policy")).isEqualTo("\"requests\";q=1200;w=60");
        assertThat(raised.header("ratelimit")).startsWith("\"requests\";r=1139;");

        server.atom.tenants().update(TESTER, tenant.tenant().id(), TenantChange.of(Plan.FREE));
        assertThat(server.get(tenant.key(), PATH).status()).isEqualTo(429);
    }

    @Test
    void whatTheAdministratorGivesATenantStandsBeforeItsPlan() {
        Member tenant = server.member();
        String path = "/api/v1/tenants/" + tenant.tenant().id();

        server.send(server.admin, "PATCH", path, "{\"limits\":{\"requests_per_minute\":3}}");
        assertThat(statuses(tenant.key(), 4)).containsExactly(200, 200, 200, 429);

        server.send(server.admin, "PATCH", path, "{\"limits\":{}}");
        assertThat(server.get(tenant.key(), PATH).header("ratelimit")).startsWith("\"requests\";r=56;");
    }

    @Test
    void aSingleKeyCanBeLimitedBesideItsTenant() {
        Member tenant = server.member();
        server.atom.tenants().update(TESTER, tenant.tenant().id(), TenantChange.of(Plan.SOLO));

        assertThat(statuses(tenant.key(), 2)).containsOnly(200);
        Reply refused = server.get(tenant.key(), PATH);
        assertThat(refused.json().path("details").path("violated_policies").toString())
                .isEqualTo("[\"requests-per-key\"]");
        assertThat(refused.header("ratelimit-policy"))
                .isEqualTo("\"requests\";q=600;w=60, \"requests-per-key\";q=2;w=60");
        assertThat(refused.header("ratelimit")).matches("\"requests\";r=598;t=\\d+, \"requests-per-key\";r=0;t=\\d+");
        assertThat(server.get(server.anotherKey(tenant.tenant()), PATH).status())
                .isEqualTo(200);
    }

    @Test
    void askingForTheLimitsTakesNothing() {
        Member free = server.member();
        statuses(free.key(), 61);
        for (int i = 0; i < 70; i++) {
            Reply limits = server.get(free.key(), "/api/v1/limits");
            assertThat(limits.status()).isEqualTo(200);
            assertThat(limits.header("ratelimit")).startsWith("\"requests\";r=0;");
        }

        var data = server.get(free.key(), "/api/v1/limits").data();

        assertThat(data.path("plan_type").asText()).isEqualTo("free");
        assertThat(data.path("enabled").asBoolean()).isTrue();
        assertThat(data.path("limits").get(0).path("name").asText()).isEqualTo("requests");
        assertThat(data.path("limits").get(0).path("limit").asInt()).isEqualTo(60);
        assertThat(data.path("limits").get(0).path("remaining").asInt()).isZero();
        assertThat(data.path("limits").get(0).path("reset_after_ms").asLong()).isBetween(1L, 62_000L);
        assertThat(data.path("limits").get(1).path("name").asText()).isEqualTo("concurrent-calls");
        assertThat(data.path("limits").get(1).path("remaining").asInt()).isEqualTo(4);
    }

    @Test
    void answersUnderV1InTheWordsOfOpenAi() {
        Member free = server.member();
        statuses(free.key(), 60);

        Reply models = server.get(free.key(), "/v1/models");
        assertThat(models.status()).isEqualTo(429);
        assertThat(models.json().path("error").path("type").asText()).isEqualTo("rate_limit_error");
        assertThat(models.json().path("error").path("code").asText()).isEqualTo("rate_limited");
        assertThat(models.json().path("error").path("violated_policies").toString())
                .isEqualTo("[\"requests\"]");

        Reply chat = server.send(free.key(), "POST", "/v1/chat/completions", "{}");
        assertThat(chat.status()).isEqualTo(429);
        assertThat(chat.header("ratelimit")).startsWith("\"requests\";r=0;");
        assertThat(chat.header("retry-after")).isNotEmpty();
    }

    @Test
    void bothDoorsSpendFromOnePlan() {
        Member free = server.member();

        Reply chat = server.send(free.key(), "POST", "/v1/chat/completions", "{}");
        assertThat(chat.status()).isEqualTo(422);
        assertThat(chat.header("ratelimit")).startsWith("\"requests\";r=59;");
        assertThat(server.get(free.key(), PATH).header("ratelimit")).startsWith("\"requests\";r=58;");
    }

    @Test
    void openRoutesAndPreflightsTakeNothing() {
        Member free = server.member();
        var none = BodyPublishers.noBody();
        var preflight = Map.of("Origin", "https://app.example", "Access-Control-Request-Method", "GET");

        assertThat(server.get(free.key(), "/api/health").header("ratelimit")).isEmpty();
        assertThat(server.send(free.key(), "OPTIONS", PATH, none, preflight).status())
                .isEqualTo(200);
        assertThat(server.get(free.key(), PATH).header("ratelimit")).startsWith("\"requests\";r=59;");
    }

    @Test
    void pagesOfAllowedOriginsMaySeeTheFieldsAlsoOnRefusals() {
        Member free = server.member();
        statuses(free.key(), 60);

        Reply refused =
                server.send(free.key(), "GET", PATH, BodyPublishers.noBody(), Map.of("Origin", "https://app.example"));

        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.header("access-control-allow-origin")).isEqualTo("https://app.example");
        assertThat(refused.header("access-control-expose-headers"))
                .contains("RateLimit-Policy", "RateLimit", "Retry-After");
    }

    @Test
    void countsEveryRefusalByPolicyAndReason() {
        Member free = server.member();
        server.atom.tenants().update(TESTER, free.tenant().id(), TenantChange.of(LimitOverrides.requests(1)));
        double before = refusals();

        statuses(free.key(), 4);

        assertThat(refusals()).isEqualTo(before + 3);
        assertThat(server.meters.get("atom.limits.enabled").gauge().value()).isEqualTo(1);
    }

    @Test
    void theNextDraftsWordsCanBeChosenAndNoneAtAll() {
        Member free = server.member();
        HttpSettings settings = HttpSettings.defaults().withPort(0);
        try (AtomHttpServer next = AtomHttpServer.start(server.atom, settings.withLimitFields(FieldSyntax.NEXT));
                AtomHttpServer hidden =
                        AtomHttpServer.start(server.atom, settings.withLimitFields(FieldSyntax.HIDDEN))) {
            String request = "GET " + PATH + " HTTP/1.1\r\nHost: x\r\nConnection: close\r\nX-API-Key: " + free.key()
                    + "\r\n\r\n";
            assertThat(RawHttp.exchange(next.port(), request))
                    .contains("RateLimit-Policy: \"requests\";q=60;w=60\r\n")
                    .containsPattern("RateLimit: \"requests\";a=59;w=\\d+\r\n");
            statuses(free.key(), 60);
            assertThat(RawHttp.exchange(hidden.port(), request))
                    .startsWith("HTTP/1.1 429")
                    .contains("Retry-After: ")
                    .doesNotContain("RateLimit");
        }
    }

    private static double refusals() {
        return server.meters.find(Refusals.METER).tags("policy", "requests", "reason", "exhausted").counters().stream()
                .mapToDouble(counter -> counter.count())
                .sum();
    }

    private static List<Integer> statuses(String key, int requests) {
        return statuses(server, key, requests);
    }

    private static List<Integer> statuses(TestServer server, String key, int requests) {
        return IntStream.range(0, requests)
                .mapToObj(n -> server.get(key, PATH).status())
                .toList();
    }
}
