package dev.atom.server.run;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.encoder.JsonEncoder;
import ch.qos.logback.classic.encoder.PatternLayoutEncoder;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.ConsoleAppender;
import ch.qos.logback.core.encoder.Encoder;
import dev.atom.server.config.LogConfig;
import org.slf4j.LoggerFactory;
import org.slf4j.bridge.SLF4JBridgeHandler;

/**
 * Sets Logback up: everything goes to standard error, so that standard output holds results only. Libraries stay at WARN also when
 * ATOM's own level is DEBUG: some print headers and buffers, and so keys.
 */
public final class Logging {
    private static final String TEXT =
            "%d{HH:mm:ss.SSS} %-5level %-28logger{28} %replace([%X]){'^\\[\\]$',''} %msg %kvp%n%ex{short}";
    private static final String OURS = "dev.atom";

    private Logging() {}

    /** Applies it to the whole process. */
    public static void configure(LogConfig config) {
        LoggerContext context = (LoggerContext) LoggerFactory.getILoggerFactory();
        context.reset();
        Encoder<ILoggingEvent> encoder =
                switch (config.format()) {
                    case TEXT -> text(context);
                    case JSON -> json(context);
                };
        ConsoleAppender<ILoggingEvent> appender = new ConsoleAppender<>();
        appender.setContext(context);
        appender.setTarget("System.err");
        appender.setEncoder(encoder);
        appender.start();
        Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        root.setLevel(Level.WARN);
        root.addAppender(appender);
        // It reports as an error that it sends no analytics.
        context.getLogger("liquibase.analytics").setLevel(Level.OFF);
        // Its parser warns of what it cannot read, in the sender's own bytes; the sender is answered, and nobody else
        // needs them.
        context.getLogger("org.eclipse.jetty.http").setLevel(Level.ERROR);
        bridgeJavaUtilLogging();
        context.getLogger(OURS).setLevel(level(config.level()));
    }

    /** Liquibase and the PostgreSQL driver log there; what they say below a warning is not even made. */
    private static void bridgeJavaUtilLogging() {
        SLF4JBridgeHandler.removeHandlersForRootLogger();
        SLF4JBridgeHandler.install();
        java.util.logging.Logger.getLogger("").setLevel(java.util.logging.Level.WARNING);
    }

    private static Level level(LogConfig.Level level) {
        return switch (level) {
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARN, ERROR -> Level.WARN;
        };
    }

    private static Encoder<ILoggingEvent> text(LoggerContext context) {
        PatternLayoutEncoder encoder = new PatternLayoutEncoder();
        encoder.setContext(context);
        encoder.setPattern(TEXT);
        encoder.start();
        return encoder;
    }

    private static Encoder<ILoggingEvent> json(LoggerContext context) {
        JsonEncoder encoder = new JsonEncoder();
        encoder.setContext(context);
        encoder.start();
        return encoder;
    }
}
