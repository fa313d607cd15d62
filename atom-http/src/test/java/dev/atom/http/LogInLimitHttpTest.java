package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.AuditEntry;
import dev.atom.core.audit.AuditFilter;
import dev.atom.core.audit.Caller;
import dev.atom.core.db.PageRequest;
import dev.atom.core.identity.User;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.http.TestServer.Reply;
import dev.atom.spi.TenantId;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Guessing a password is slowed down, over HTTP and with the limits everybody has. */
class LogInLimitHttpTest {
    @Test
    void whoeverGuessesAnAccountsPasswordHasToWaitAndWhoeverKnowsTheirsDoesNot() {
        try (TestServer server = new TestServer(HttpSettings.defaults(), QuotaSettings.usual())) {
            User ada = server.user(server.a.tenant().id());
            User grace = server.user(server.a.tenant().id());
            for (int i = 0; i < 5; i++) {
                assertThat(logIn(server, ada, TestServer.PASSWORD).status()).isEqualTo(200);
                assertThat(logIn(server, ada, "a guess").status()).isEqualTo(401);
            }

            Reply tooMany = logIn(server, ada, "a guess");
            assertThat(tooMany.status()).as(tooMany.text()).isEqualTo(429);
            assertThat(tooMany.code()).isEqualTo("RATE_LIMITED");
            assertThat(Integer.parseInt(tooMany.header("retry-after"))).isBetween(1, 62);
            assertThat(tooMany.text()).doesNotContain(ada.username().value());
            assertThat(logIn(server, ada, TestServer.PASSWORD).status()).isEqualTo(429);
            assertThat(logIn(server, grace, TestServer.PASSWORD).status()).isEqualTo(200);

            server.atom.auditTrail().refusals().flush();
            AuditFilter refused = new AuditFilter(
                    Optional.empty(),
                    Optional.of("session.refuse"),
                    Optional.empty(),
                    Optional.empty(),
                    Optional.empty());
            List<AuditEntry> unheard = server.atom
                    .audit()
                    .list(Caller.process(TenantId.PLATFORM, "test"), refused, PageRequest.first())
                    .items();
            assertThat(unheard.stream()
                            .mapToInt(row -> Integer.parseInt(row.details().getOrDefault("count", "1")))
                            .sum())
                    .isEqualTo(2);
            assertThat(unheard).allSatisfy(row -> {
                assertThat(row.outcome()).isEqualTo("RATE_LIMITED");
                assertThat(row.actor().origin().ip()).contains("127.0.0.1");
            });
        }
    }

    private static Reply logIn(TestServer server, User user, String password) {
        return server.send(
                "",
                "POST",
                "/api/v1/auth/login",
                "{\"tenant\":\"" + server.a.tenant().slug().value() + "\",\"username\":\""
                        + user.username().value() + "\",\"password\":\"" + password + "\"}");
    }
}
