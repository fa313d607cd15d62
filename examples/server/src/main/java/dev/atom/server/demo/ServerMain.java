package dev.atom.server.demo;

import dev.atom.server.config.LogConfig;
import dev.atom.server.run.AtomServer;
import dev.atom.server.run.Logging;
import dev.atom.spi.AtomException;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

/**
 * The server of the tour as a program: {@code ServerMain HOME UPSTREAM PORT}. It prints its address, or why it has none, and
 * serves until its input or the process is told to end.
 */
final class ServerMain {
    private ServerMain() {}

    public static void main(String[] args) throws IOException {
        Logging.configure(LogConfig.forPeople(System.getenv()));
        DemoHome home = DemoHome.at(Path.of(args[0]));
        try {
            AtomServer server = AtomServer.start(DemoConfig.of(home, URI.create(args[1]), Integer.parseInt(args[2])));
            Runtime.getRuntime().addShutdownHook(new Thread(server::close, "close"));
            home.makePlatformKey(server.atom().atom().apiKeys());
            System.out.println(server.url());
        } catch (AtomException | IOException failed) {
            System.out.println(failed.getMessage());
            System.exit(1);
        }
        while (System.in.read() >= 0) {
            // Nobody says anything: only the end of the input counts.
        }
        System.exit(0);
    }
}
