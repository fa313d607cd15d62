package dev.atom.server.run;

import static org.assertj.core.api.Assertions.assertThat;

import dev.atom.server.config.LogConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.slf4j.LoggerFactory;

class LoggingTest {
    @AfterEach
    void restore() {
        Logging.configure(new LogConfig(LogConfig.Level.WARN, LogConfig.Format.TEXT));
    }

    @ParameterizedTest
    @EnumSource
    void strangersDoNotWriteIntoTheLogAtAnyLevel(LogConfig.Level level) {
        Logging.configure(new LogConfig(level, LogConfig.Format.JSON));
        assertThat(LoggerFactory.getLogger("org.eclipse.jetty.http.HttpParser").isWarnEnabled())
                .isFalse();
    }

    @Test
    void warningsOfOtherLibrariesAreHeard() {
        Logging.configure(new LogConfig(LogConfig.Level.ERROR, LogConfig.Format.TEXT));
        assertThat(LoggerFactory.getLogger("org.eclipse.jetty.server.Server").isWarnEnabled())
                .isTrue();
        assertThat(LoggerFactory.getLogger("com.zaxxer.hikari").isInfoEnabled()).isFalse();
    }
}
