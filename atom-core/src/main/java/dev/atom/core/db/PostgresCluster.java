package dev.atom.core.db;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** One PostgreSQL data directory and the server that runs on it. Not thread-safe; guarded by the directory lock. */
final class PostgresCluster {
    private static final String DATA = "cluster";
    private static final int PORT_TRIES = 5;
    private static final String PATIENCE_SECONDS = "60";
    private static final int LOG_LINES_SHOWN = 6;

    private final Path home;
    private final Path data;
    private final Path log;
    private final PostgresCommands commands;
    private final boolean durable;

    PostgresCluster(Path home, Path programs, boolean durable) throws IOException {
        this.durable = durable;
        this.home = home;
        this.data = home.resolve(DATA);
        this.log = home.resolve("server.log");
        this.commands = new PostgresCommands(programs, log);
        PrivateFiles.open(log).close();
        commands.requireUsableAccount();
    }

    /** Whether the directory holds the files of a cluster. */
    static boolean isIn(Path home) {
        return Files.isRegularFile(home.resolve(DATA).resolve("PG_VERSION"));
    }

    boolean exists() {
        return Files.isDirectory(data);
    }

    /** Makes the data directory. It appears under its name only when it is complete, and never lets anybody in without a password. */
    void initialise(Login superuser) throws IOException {
        Path partial = home.resolve("cluster.new");
        Path password = home.resolve("initdb.password");
        PrivateFiles.delete(partial);
        PrivateFiles.write(password, superuser.passwordText());
        try {
            boolean made = commands.run(
                    "initdb",
                    "--pgdata=" + partial,
                    "--username=" + superuser.user(),
                    "--pwfile=" + password,
                    "--auth=scram-sha-256",
                    "--encoding=UTF8",
                    "--locale=C",
                    durable ? "--data-checksums" : "--no-sync");
            if (!made) {
                throw failed("initdb failed");
            }
        } finally {
            Files.deleteIfExists(password);
        }
        Files.move(partial, data, StandardCopyOption.ATOMIC_MOVE);
    }

    /** Starts the server on a free port of the loopback interface; it accepts connections when this returns. */
    RunningServer start() throws IOException {
        for (int attempt = 1; ; attempt++) {
            int port = freePort();
            PrivateFiles.write(data.resolve("postgresql.auto.conf"), configuration(port));
            Files.write(log, new byte[0]);
            if (commands.run(
                    "pg_ctl", "start", "--pgdata=" + data, "--log=" + log, "--wait", "--timeout=" + PATIENCE_SECONDS)) {
                return running(port);
            }
            boolean portTaken = Files.readString(log).contains("could not bind");
            if (!portTaken || attempt == PORT_TRIES) {
                stopIfRunning();
                throw failed("PostgreSQL did not start");
            }
        }
    }

    private RunningServer running(int port) throws IOException {
        long processId = processId().orElseThrow(() -> new IOException("PostgreSQL ended right after its start"));
        return new RunningServer(processId, port, PostmasterWatch.over(processId));
    }

    private void stop() throws IOException {
        if (!commands.run(
                "pg_ctl", "stop", "--pgdata=" + data, "--mode=fast", "--wait", "--timeout=" + PATIENCE_SECONDS)) {
            throw failed("PostgreSQL did not stop");
        }
    }

    /**
     * Stops the server, also one that a killed process left running: open transactions are rolled back, everything committed is
     * on disk. After a crash of the machine the file may name a process that is
     * somebody else's by now; that one is left alone and the file removed, as PostgreSQL would wait for it otherwise.
     */
    void stopIfRunning() throws IOException {
        Optional<Long> processId = processId();
        if (processId.isEmpty()) {
            return;
        }
        if (ProcessHandle.of(processId.get()).filter(this::isOurServer).isPresent()) {
            stop();
        } else {
            Files.deleteIfExists(processIdFile());
        }
    }

    private boolean isOurServer(ProcessHandle process) {
        boolean named = process.info()
                .command()
                .filter(command -> Path.of(command).getFileName().toString().startsWith("postgres"))
                .isPresent();
        boolean onOurData = process.info()
                .arguments()
                .map(arguments -> Arrays.asList(arguments).contains(data.toString()))
                .orElse(true);
        return process.isAlive() && named && onOurData;
    }

    private Optional<Long> processId() throws IOException {
        if (!Files.exists(processIdFile())) {
            return Optional.empty();
        }
        return Files.readAllLines(processIdFile()).stream().findFirst().map(line -> Long.valueOf(line.strip()));
    }

    private Path processIdFile() {
        return data.resolve("postmaster.pid");
    }

    private String configuration(int port) {
        String onOrOff = durable ? "on" : "off";
        return """
                # Written at every start.
                listen_addresses = '127.0.0.1'
                port = %d
                unix_socket_directories = ''
                password_encryption = 'scram-sha-256'
                fsync = %s
                synchronous_commit = %s
                full_page_writes = %s
                max_connections = 100
                lc_messages = 'C'
                # Details and statements of errors hold values.
                log_error_verbosity = terse
                log_min_error_statement = panic
                """.formatted(port, onOrOff, onOrOff, onOrOff);
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByAddress(new byte[] {127, 0, 0, 1}))) {
            return socket.getLocalPort();
        }
    }

    private IOException failed(String what) throws IOException {
        List<String> lines = Files.readAllLines(log);
        List<String> last = lines.subList(Math.max(0, lines.size() - LOG_LINES_SHOWN), lines.size());
        return new IOException(what + ": " + String.join(" / ", last) + " (" + log + ")");
    }
}
