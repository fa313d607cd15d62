package dev.atom.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.identity.User;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.http.TestServer.Reply;
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

            Reply refused = logIn(server, ada, "a guess");
            assertThat(refused.status()).as(refused.text()).isEqualTo(429);
            assertThat(refused.code()).isEqualTo("RATE_LIMITED");
            assertThat(Integer.parseInt(refused.header("retry-after"))).isBetween(1, 62);
            assertThat(refused.text()).doesNotContain(ada.username().value());
            assertThat(logIn(server, ada, TestServer.PASSWORD).status()).isEqualTo(429);
            assertThat(logIn(server, grace, TestServer.PASSWORD).status()).isEqualTo(200);
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
