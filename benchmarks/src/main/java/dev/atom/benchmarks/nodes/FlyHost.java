package dev.atom.benchmarks.nodes;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.atom.tck.CapturedRequest;
import dev.atom.tck.fly.FlyFake;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fake Fly in a process of its own, so that the heap that is measured holds none of it. Its machines are an hour old. It is
 * told what to do line by line on standard input, and ends when that does.
 */
final class FlyHost {
    static final String SEED = "seed";
    static final String CALLS = "calls";
    static final String LIMIT = "limit";

    private final FlyFake fly;
    private final Map<String, Integer> calls = new ConcurrentHashMap<>();

    private FlyHost(FlyFake fly) {
        this.fly = fly.onRequest(request -> calls.merge(kind(request), 1, Integer::sum));
    }

    /** Takes no arguments. Says its address, its token and its organisation on one line, separated by tabs. */
    public static void main(String[] args) throws IOException {
        var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        try (var fly = FlyFake.start(Clock.offset(Clock.systemUTC(), Duration.ofHours(-1)))) {
            var host = new FlyHost(fly);
            System.out.println(String.join("\t", fly.uri().toString(), fly.token(), fly.org()));
            for (var line = input.readLine(); line != null; line = input.readLine()) {
                System.out.println(host.answer(line.split("\t", 2)));
            }
        }
    }

    private String answer(String[] words) throws IOException {
        return switch (words[0]) {
            case SEED -> seed(Path.of(words[1]));
            case CALLS -> takeCalls();
            case LIMIT -> {
                fly.limitRates(Clock.systemUTC());
                yield "limited";
            }
            default -> throw new IllegalArgumentException("nobody knows how to " + words[0]);
        };
    }

    /** Of each line an app, a name, and keys and values of tags; writes the machines' ids, line by line, beside the file. */
    private String seed(Path file) throws IOException {
        try (var lines = Files.lines(file);
                var ids = Files.newBufferedWriter(idsOf(file))) {
            for (Iterator<String> each = lines.iterator(); each.hasNext(); ) {
                var fields = each.next().split("\t", -1);
                var tags = new HashMap<String, String>();
                for (int i = 2; i < fields.length; i += 2) {
                    tags.put(fields[i], fields[i + 1]);
                }
                ids.write(fly.seed(fields[0], fields[1], tags).id());
                ids.newLine();
            }
        }
        return "seeded";
    }

    static Path idsOf(Path file) {
        return file.resolveSibling(file.getFileName() + ".ids");
    }

    private String takeCalls() {
        var counts = new TreeMap<>(calls);
        calls.clear();
        return counts.toString();
    }

    /** What a request asks for, without saying of which app or machine. */
    static String kind(CapturedRequest request) {
        var path = List.of(request.target().split("\\?", 2)[0].substring(1).split("/", -1));
        var thing =
                switch (path.size()) {
                    case 2 -> "apps";
                    case 3 -> "app";
                    case 4 -> path.get(1).equals("orgs") ? "page of all machines" : "machines of an app";
                    default -> "machine";
                };
        return request.method() + " " + thing;
    }
}
