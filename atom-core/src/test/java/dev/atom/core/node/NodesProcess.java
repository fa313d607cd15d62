package dev.atom.core.node;

import dev.atom.core.db.DatabaseSettings;
import dev.atom.core.db.Login;
import dev.atom.spi.TenantId;
import dev.atom.spi.node.OwnerId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A JVM that runs the node service on a test's database, takes one word after another, and can be armed to stand still at a
 * step of its work. It is there to be killed. Confined to one thread.
 */
public final class NodesProcess implements AutoCloseable {
    static final String DONE = "done ";
    static final String REFUSED = "refused ";
    static final String AT_STEP = "at-step";

    private final Process process;
    private final BufferedReader out;
    private final Writer in;

    private NodesProcess(Process process) {
        this.process = process;
        this.out = process.inputReader(StandardCharsets.UTF_8);
        this.in = process.outputWriter(StandardCharsets.UTF_8);
    }

    /**
     * What became of a command.
     *
     * @param atStep whether it did not end, as the process stands at the step it was armed for
     * @param refused whether it ended with an exception
     * @param text what it answered, or the exception's code
     */
    public record Answer(boolean atStep, boolean refused, String text) {}

    /** The names of the steps, in no particular order. */
    public static List<String> steps() {
        return Arrays.stream(Step.values()).map(Enum::name).toList();
    }

    /**
     * Starts one, which takes commands when this returns.
     *
     * @param type of the provider, whose factory is on the class path
     * @param settings of the provider
     */
    public static NodesProcess start(
            DatabaseSettings database, TenantId tenant, OwnerId owner, String type, Map<String, String> settings) {
        try {
            NodesProcess child = new NodesProcess(new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx96m",
                            "-XX:TieredStopAtLevel=1",
                            "-XX:+UseSerialGC",
                            "-XX:-UsePerfData",
                            "-Dslf4j.internal.verbosity=ERROR",
                            "-cp",
                            System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                            NodesMain.class.getName())
                    .redirectError(ProcessBuilder.Redirect.INHERIT)
                    .start());
            child.say(database.jdbcUrl());
            for (Login login : List.of(database.owner(), database.app(), database.system())) {
                child.say(login.user());
                child.say(login.password().<String>use(bytes -> new String(bytes, StandardCharsets.UTF_8)));
            }
            child.say(tenant.toString());
            child.say(owner.value());
            child.say(type);
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                child.say(setting.getKey() + "=" + setting.getValue());
            }
            child.say("");
            child.answer();
            return child;
        } catch (IOException failed) {
            throw new UncheckedIOException("no other JVM could be started", failed);
        }
    }

    /** Stands still when it comes to the step for the {@code hit}th time from now. */
    public void arm(String step, int hit) {
        ask("arm", step, Integer.toString(hit));
    }

    /**
     * Gives a command and waits for what becomes of it: {@code start IMAGE} answers with the ids of session and claim, {@code end
     * SESSION}, {@code heartbeat SESSION}, {@code pass SECONDS}, {@code work}, which is a round of what a server does by itself, and {@code
     * reconcile}, which is the same without waiting for a turn.
     */
    public Answer ask(String... words) {
        say(String.join(" ", words));
        return answer();
    }

    /** Lets it go on from its step, and waits for what becomes of the command. */
    public Answer goOn() {
        return ask("on");
    }

    /** Its number. */
    public long pid() {
        return process.pid();
    }

    private void say(String line) {
        try {
            in.write(line + "\n");
            in.flush();
        } catch (IOException failed) {
            throw new UncheckedIOException("the other JVM takes no more words", failed);
        }
    }

    private Answer answer() {
        try {
            String line = out.readLine();
            if (line == null) {
                throw new IllegalStateException("the other JVM ended by itself: its errors are among this one's");
            }
            boolean atStep = line.equals(AT_STEP);
            boolean refused = line.startsWith(REFUSED);
            if (!atStep && !refused && !line.startsWith(DONE)) {
                throw new IllegalStateException("the other JVM says " + line);
            }
            return new Answer(atStep, refused, atStep ? "" : line.substring((refused ? REFUSED : DONE).length()));
        } catch (IOException failed) {
            throw new UncheckedIOException("the other JVM says nothing", failed);
        }
    }

    /** Kills it with SIGKILL, if it is still there, and waits until it is gone. */
    @Override
    public void close() {
        process.destroyForcibly().onExit().join();
        try {
            out.close();
            in.close();
        } catch (IOException brokenPipe) {
            throw new UncheckedIOException(brokenPipe);
        }
    }
}
