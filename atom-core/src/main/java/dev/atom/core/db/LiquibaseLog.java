package dev.atom.core.db;

import java.util.logging.Level;
import liquibase.logging.Logger;
import liquibase.logging.core.AbstractLogService;
import liquibase.logging.core.AbstractLogger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/** Sends Liquibase's log to SLF4J; what it calls information is detail to ATOM's users. */
final class LiquibaseLog extends AbstractLogService {
    @Override
    public int getPriority() {
        return PRIORITY_NOT_APPLICABLE;
    }

    @Override
    @SuppressWarnings("rawtypes") // As Liquibase declares it.
    public Logger getLog(Class source) {
        return new Slf4jLogger(LoggerFactory.getLogger(source));
    }

    private static final class Slf4jLogger extends AbstractLogger {
        private final org.slf4j.Logger log;

        Slf4jLogger(org.slf4j.Logger log) {
            this.log = log;
        }

        /** Declared without the checked exception it is inherited with. */
        @Override
        public void close() {}

        @Override
        public void log(Level level, String message, @Nullable Throwable failure) {
            if (level.equals(Level.OFF)) {
                return; // Liquibase's way to say that a message is for nobody
            }
            if (level.intValue() >= Level.SEVERE.intValue()) {
                log.error(message, failure);
            } else if (level.intValue() >= Level.WARNING.intValue()) {
                log.warn(message, failure);
            } else if (level.intValue() >= Level.INFO.intValue()) {
                log.debug(message, failure);
            } else {
                log.trace(message, failure);
            }
        }
    }
}
