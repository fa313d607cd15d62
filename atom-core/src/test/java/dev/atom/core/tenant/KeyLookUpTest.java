package dev.atom.core.tenant;

import static dev.atom.core.tenant.TenancyFixture.TESTER;
import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.core.audit.AuditEvent;
import dev.atom.core.audit.Origin;
import dev.atom.core.identity.IssuedKey;
import dev.atom.core.identity.KeySettings;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What it takes to look up a key, and who hears of one that is refused. */
class KeyLookUpTest {
    private final TenancyFixture fixture = new TenancyFixture();
    private final List<AuditEvent> refusals = new ArrayList<>();
    private final Tenancy tenancy = new Tenancy(
            fixture.database.database(),
            fixture.vault,
            new TenancySettings(fixture.time, fixture.time, Optional.empty()),
            KeySettings.DEFAULT,
            refusals::add);
    private final Tenant tenant = fixture.tenant();

    @AfterEach
    void close() {
        fixture.close();
    }

    @Test
    void aKeyThatIsNotInTheCacheTakesOneQueryWhateverItIs() {
        String live = fixture.key(tenant.id());
        String unknown = "atom_dk_" + UUID.randomUUID();
        String revoked = revoked();
        String expired = expired();
        resolve(fixture.key(tenant.id()));

        for (String key : List.of(live, unknown, revoked, expired)) {
            List<String> sent = sentWhile(() -> resolve(key));
            assertThat(sent)
                    .filteredOn(line -> line.contains("Bind("))
                    .as("begin, the query, commit")
                    .hasSize(3);
            assertThat(sent)
                    .filteredOn(line -> line.contains("Parse(") && line.contains("select "))
                    .allMatch(line -> line.contains("atom_resolve"));
        }
        assertThat(sentWhile(() -> resolve(live))).isEmpty();
    }

    @Test
    void aRefusedKeyWhoseTenantIsKnownIsOnRecordThereEachTimeAndTheAnswerSaysNothingOfIt() {
        String revoked = revoked();
        String message = refusal(revoked);
        assertThat(refusal(revoked)).isEqualTo(message);
        assertThat(refusal("atom_dk_" + UUID.randomUUID())).isEqualTo(message);

        assertThat(refusals).hasSize(2).allSatisfy(event -> {
            assertThat(event.tenant()).isEqualTo(tenant.id());
            assertThat(event.action()).isEqualTo("credential.refuse");
            assertThat(event.outcome()).isEqualTo("UNAUTHORIZED");
            assertThat(event.actor().origin().ip()).contains("192.0.2.1");
        });
    }

    private String revoked() {
        IssuedKey key = fixture.issue(tenant.id());
        fixture.tenancy.apiKeys().revoke(TESTER, tenant.id(), key.info().id());
        return TenancyFixture.text(key);
    }

    private String expired() {
        String key = TenancyFixture.text(
                fixture.tenancy.apiKeys().issue(TESTER, tenant.id(), "laptop", Duration.ofSeconds(1)));
        fixture.time.pass(Duration.ofSeconds(1));
        return key;
    }

    private void resolve(String key) {
        try {
            var unused = tenancy.resolver().resolve(facts(key));
        } catch (AtomException refused) {
            assertThat(refused.code()).isEqualTo(ErrorCode.UNAUTHORIZED);
        }
    }

    private String refusal(String key) {
        try {
            var unused = tenancy.resolver().resolve(facts(key));
            throw new AssertionError("the key was accepted");
        } catch (AtomException refused) {
            return String.valueOf(refused.getMessage());
        }
    }

    private static RequestFacts facts(String key) {
        Origin origin = new Origin(Optional.of("request"), Optional.of("192.0.2.1"), Optional.empty());
        return new RequestFacts(Optional.of(key), Optional.empty(), Optional.empty(), origin);
    }

    /** The statements the driver sends, as it logs them. */
    private static List<String> sentWhile(Runnable work) {
        List<String> sent = new ArrayList<>();
        long here = Thread.currentThread().getId();
        Handler handler = new Handler() {
            @Override
            public void publish(LogRecord line) {
                // The pool opens connections on threads of its own.
                if (line.getLongThreadID() == here && line.getMessage().contains("FE=> ")) {
                    sent.add(line.getMessage());
                }
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        Logger logger = Logger.getLogger("org.postgresql.core.v3.QueryExecutorImpl");
        logger.setLevel(Level.ALL);
        logger.setUseParentHandlers(false);
        logger.addHandler(handler);
        try {
            work.run();
        } finally {
            logger.removeHandler(handler);
            logger.setLevel(null);
            logger.setUseParentHandlers(true);
        }
        return sent;
    }
}
