package dev.atom.core;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import dev.atom.core.db.TestDatabase;
import dev.atom.core.quota.QuotaSettings;
import dev.atom.core.vault.MasterKeyWrapper;
import dev.atom.spi.Secret;
import java.security.SecureRandom;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

/** Nobody runs without limits unknowingly. */
class LimitsOffTest {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Limiting.class);
    private final ListAppender<ILoggingEvent> log = new ListAppender<>();
    private TestDatabase database;

    @BeforeEach
    void listen() {
        database = TestDatabase.fresh();
        log.start();
        logger.addAppender(log);
    }

    @AfterEach
    void stop() {
        logger.detachAppender(log);
        database.close();
    }

    @Test
    void isAWarningAtEachStart() {
        start(QuotaSettings.off());
        start(QuotaSettings.off());
        assertThat(log.list).hasSize(2).allSatisfy(warning -> {
            assertThat(warning.getLevel()).isEqualTo(Level.WARN);
            assertThat(warning.getFormattedMessage())
                    .isEqualTo("LIMITS ARE OFF: no plan is enforced and nothing slows guessing; meant for tests only");
        });
    }

    @Test
    void isNotSaidWhileLimitsHold() {
        start(QuotaSettings.usual());
        assertThat(log.list).isEmpty();
    }

    private void start(QuotaSettings settings) {
        Atom.builder()
                .database(database.settings())
                .quotas(settings)
                .keyWrapper(MasterKeyWrapper.of(Secret.copyOf(new byte[32]), List.of(), new SecureRandom()))
                .open()
                .close();
    }
}
