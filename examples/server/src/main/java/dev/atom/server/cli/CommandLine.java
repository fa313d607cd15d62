package dev.atom.server.cli;

import dev.atom.server.config.NearestName;
import dev.atom.spi.AtomException;
import java.util.Arrays;
import java.util.List;

/** Runs commands. Whatever happens ends in an exit code and, for a failure, one line on standard error. */
public final class CommandLine {
    private static final int OK = 0;
    private static final int FAILED = 1;
    private static final int MISUSED = 2;
    private static final List<Command> COMMANDS = List.of(
            new DemoCommand(),
            new ServeCommand(),
            new BootstrapCommand(),
            new IssueKeyCommand(),
            new BackfillKeysCommand(),
            new DatabaseRolesCommand(),
            new NodesCleanupCommand(),
            new NodesRestoredCommand(),
            new ReapCommand(),
            new RewrapCommand(),
            new AuditVerifyCommand());

    private final Console console;

    /** A command line that uses {@code console}. */
    public CommandLine(Console console) {
        this.console = console;
    }

    /** Runs the command that {@code args} names; returns 0 for success, 1 for a failure, 2 for a misuse. */
    public int run(List<String> args) {
        String first = args.isEmpty() ? "" : args.get(0);
        switch (first) {
            case "help", "--help", "-h" -> {
                console.out().print(help());
                return OK;
            }
            case "version", "--version" -> {
                console.out().println("atom " + version());
                return OK;
            }
            case "" -> {
                console.err().print(help());
                return MISUSED;
            }
            default -> {
                return dispatch(args);
            }
        }
    }

    private int dispatch(List<String> args) {
        for (Command command : COMMANDS) {
            List<String> name = Arrays.asList(command.name().split(" ", -1));
            if (args.size() >= name.size() && args.subList(0, name.size()).equals(name)) {
                return run(command, args.subList(name.size(), args.size()));
            }
        }
        List<String> known = COMMANDS.stream().map(Command::name).toList();
        console.err()
                .println("atom: there is no command " + args.get(0) + NearestName.hint(String.join(" ", args), known)
                        + " (./atom help lists them)");
        return MISUSED;
    }

    private int run(Command command, List<String> words) {
        try {
            return command.run(words, console);
        } catch (UsageException misused) {
            console.err().println("atom " + command.name() + ": " + misused.problem());
            console.err().println("usage: ./atom " + command.name() + " " + command.synopsis());
            return MISUSED;
        } catch (AtomException failure) {
            return failed(command, failure.getMessage(), failure);
        } catch (Exception fault) {
            return failed(command, fault.getClass().getSimpleName() + ": " + fault.getMessage(), fault);
        }
    }

    private int failed(Command command, String message, Exception cause) {
        console.err().println("atom " + command.name() + ": " + message);
        if ("DEBUG".equalsIgnoreCase(console.environment().get("LOG_LEVEL"))) {
            cause.printStackTrace(console.err());
        }
        return FAILED;
    }

    private static String help() {
        StringBuilder help = new StringBuilder("ATOM, the multi-tenant kernel for AI products on the JVM\n\n");
        COMMANDS.forEach(command -> help.append(
                String.format("  ./atom %s %s%n      %s%n", command.name(), command.synopsis(), command.purpose())));
        return help.append(
                        "\nSettings: examples/server/atom.yaml explains each one. Exit codes: 0 done, 1 failed, 2 misused.\n")
                .toString();
    }

    private static String version() {
        String version = CommandLine.class.getPackage().getImplementationVersion();
        return version == null ? "(unpackaged)" : version;
    }
}
