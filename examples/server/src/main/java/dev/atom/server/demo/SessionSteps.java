package dev.atom.server.demo;

import static dev.atom.server.demo.StepFailure.unless;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/** The stops about sessions. Whether a process is there they ask the machine, and not only the server. */
final class SessionSteps {
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final long PAUSE_MILLIS = 20;
    private static final int BUSY = 429;

    private final Stage stage;
    private final Supplier<Account> account;

    /** A session and the process that does its work. */
    private record Running(String id, long pid, int others) {}

    /** Something that comes true soon. */
    private interface Hope {
        boolean isTrue() throws IOException, InterruptedException;
    }

    SessionSteps(Stage stage, Supplier<Account> account) {
        this.stage = stage;
        this.account = account;
    }

    /** None on a machine whose process table cannot be read: its processes cannot be nodes. */
    List<Step> steps() {
        return NodeProcesses.canBeSeen()
                ? List.of(
                        new Step("acme starts a session, a real process, and ends it", this::startAndEnd),
                        new Step("Kill -9 the server: its sessions are accounted for", this::kill))
                : List.of();
    }

    private void startAndEnd(Notes notes) throws IOException, InterruptedException {
        Client client = stage.client();
        Running session = start(client);
        notes.did("started session " + session.id() + ": process " + session.pid() + " (" + DemoConfig.PROGRAM
                + ") runs, with " + session.others() + " that watch over it");
        long asked = System.nanoTime();
        String state = end(client, session);
        until("the processes of the session are gone", () -> isGone(session));
        long millis = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - asked);
        notes.did("ended it: node_state " + state);
        notes.checked("no process in /proc carries the session's id; " + session.pid() + " was gone within " + millis
                + " ms");
        until("the server has seen it", () -> nodeState(client, session).equals("TERMINATED"));
        notes.checked("the server has seen it too: node_state TERMINATED");
        notes.repeat(client.startSession(account.get()));
        notes.repeat(client.sessions(account.get()));
    }

    private void kill(Notes notes) throws IOException, InterruptedException {
        Client before = stage.client();
        Running stays = start(before);
        Running goes = start(before);
        long server = stage.pid();
        end(before, goes);
        stage.kill();
        boolean destroyed = isGone(goes);
        notes.did("started sessions with processes " + stays.pid() + " and " + goes.pid()
                + "; ended the second and in the same moment killed the server, " + server);
        unless(ProcessHandle.of(server).isEmpty(), "server " + server + " is gone");
        expectRuns(stays);
        notes.checked("process " + server + " is gone, " + stays.pid() + " runs on, " + goes.pid()
                + (destroyed ? " was gone already" : " does as well: nobody is there to end it"));
        stage.startAgain();
        Client client = stage.client();
        until("the second session's node is gone", () -> nodeState(client, goes).equals("TERMINATED"));
        unless(isGone(goes), "no process of the second session is left");
        JsonNode seen = account(client);
        notes.did("started the server again, process " + stage.pid() + "; its reconciler sees " + seen.path("nodes")
                + " node, " + seen.path("unaccounted") + " of them unaccounted for");
        expectRuns(stays);
        unless(state(client, stays).equals("active"), "the first session is still active");
        notes.checked("the first session is active and still process " + stays.pid() + "; " + goes.pid() + " is gone");
        end(client, stays);
        until("the first session's processes are gone", () -> isGone(stays));
        notes.checked("ended, the first one's process is gone as well");
        notes.repeat(client.cleanup());
    }

    /** What a cycle of the reconciler would find now. */
    private static JsonNode account(Client client) throws IOException, InterruptedException {
        Answer answer = client.send(client.cleanup());
        // The server may be at it by itself just then, and says so.
        for (long end = System.nanoTime() + PATIENCE.toNanos();
                answer.status() == BUSY && System.nanoTime() - end < 0;
                answer = client.send(client.cleanup())) {
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
        JsonNode report = answer.expect(200).data().path(0);
        unless(report.path("complete").asBoolean(), "the process table was read completely: " + report);
        unless(report.path("nodes").asInt() >= 1, "the reconciler sees the first session's node: " + report);
        unless(report.path("unaccounted").asInt() == 0, "every node has a claim: " + report);
        return report;
    }

    private Running start(Client client) throws IOException, InterruptedException {
        JsonNode started =
                client.send(client.startSession(account.get())).expect(202).data();
        String id = started.path("id").asText();
        until("session " + id + " runs", () -> pid(id) != 0 && isReady(client, id));
        return new Running(id, pid(id), NodeProcesses.ofSession(id).size() - 1);
    }

    private boolean isReady(Client client, String id) throws IOException, InterruptedException {
        JsonNode session =
                client.send(client.session(account.get(), id)).expect(200).data();
        unless(session.path("state").asText().equals("active"), "session " + id + " is active: " + session);
        return session.path("node_state").asText().equals("READY");
    }

    private String end(Client client, Running session) throws IOException, InterruptedException {
        return client.send(client.endSession(account.get(), session.id()))
                .expect(200)
                .data()
                .path("node_state")
                .asText();
    }

    private String nodeState(Client client, Running session) throws IOException, InterruptedException {
        return field(client, session, "node_state");
    }

    private String state(Client client, Running session) throws IOException, InterruptedException {
        return field(client, session, "state");
    }

    private String field(Client client, Running session, String name) throws IOException, InterruptedException {
        return client.send(client.session(account.get(), session.id()))
                .expect(200)
                .data()
                .path(name)
                .asText();
    }

    /** The process that does the session's work; 0 while there is none. */
    private static long pid(String session) throws IOException {
        return NodeProcesses.ofSession(session).stream()
                .filter(process -> process.command().equals(DemoConfig.PROGRAM))
                .mapToLong(NodeProcesses.Found::pid)
                .findFirst()
                .orElse(0);
    }

    private static void expectRuns(Running session) throws IOException {
        unless(pid(session.id()) == session.pid(), "process " + session.pid() + " still runs");
    }

    private static boolean isGone(Running session) throws IOException {
        return NodeProcesses.areGone(session.id());
    }

    private static void until(String expectation, Hope hope) throws IOException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!hope.isTrue()) {
            unless(System.nanoTime() < end, expectation + " within " + PATIENCE.toSeconds() + " s");
            TimeUnit.MILLISECONDS.sleep(PAUSE_MILLIS);
        }
    }
}
