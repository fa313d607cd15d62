package dev.atom.server.demo;

import static dev.atom.server.demo.StepFailure.unless;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * The steps, each over HTTP and each with its checks. They build on each other and are taken once, in order; what they show for
 * repeating works in any order after the tour.
 */
final class Tour {
    private final Stage stage;
    private final UpstreamProcess upstream;
    private final DemoKeys keys;
    private final String run = UUID.randomUUID().toString().substring(0, 8);
    private Client client;
    private @Nullable Account acme;
    private @Nullable Account globex;
    private @Nullable Account initech;

    Tour(Stage stage, UpstreamProcess upstream, DemoKeys keys) {
        this.stage = stage;
        this.upstream = upstream;
        this.keys = keys;
        this.client = stage.client();
    }

    List<Step> steps() {
        List<Step> steps = new ArrayList<>(List.of(
                new Step("Create two tenants", this::createTenants),
                new Step("Store acme's own provider key", this::storeKey),
                new Step("acme chats with its key", this::chat),
                new Step("acme chats, streamed", this::stream),
                new Step("globex has no key, and nobody else's is used", this::missingKey),
                new Step("globex has a wrong key: an authentication error, without the key", this::wrongKey),
                new Step("Pre-flight says beforehand whether calls will work", this::preflight),
                new Step("initech came and leaves: its key can never be read again", this::shred),
                new Step("Restart server and database: the data is there", this::restart)));
        steps.addAll(new SessionSteps(stage, this::acme).steps());
        return steps;
    }

    private void createTenants(Notes notes) throws IOException, InterruptedException {
        acme = client.create("acme-" + run);
        globex = client.create("globex-" + run);
        notes.did("created " + acme().slug() + " and " + globex().slug() + ", both byok, and an API key for each");
        expectOwn(acme());
        expectOwn(globex());
        notes.checked("each API key answers for its own tenant, and the tenants differ");
        notes.repeat(client.tenants());
    }

    private void expectOwn(Account account) throws IOException, InterruptedException {
        Answer own = client.send(client.whoAmI(account)).expect(200);
        unless(own.text().contains(account.id()), "the key of " + account.slug() + " answers for it: " + own.text());
    }

    private void storeKey(Notes notes) throws IOException, InterruptedException {
        Answer stored = store(acme(), keys.first());
        JsonNode shown = stored.data();
        notes.did("stored it as '" + DemoConfig.PROVIDER + "', version "
                + shown.path("version").asInt());
        unless(!stored.text().contains(keys.first()), "the answer does not hold the key");
        notes.checked("the answer shows " + shown.path("mask").asText() + " and fingerprint "
                + shown.path("fingerprint").asText() + ", never the key");
        notes.repeat(client.storeKey(acme(), keys.first()));
    }

    private void chat(Notes notes) throws IOException, InterruptedException {
        Ask ask = client.chat(acme(), "Hello from acme", false);
        Answer answer = client.send(ask).expect(200);
        String said = answer.json().at("/choices/0/message/content").asText();
        notes.did("asked " + DemoConfig.MODEL + ", which answered: " + said);
        unless(said.equals("You said: Hello from acme"), "the answer is the upstream's: " + said);
        unless(answer.credential().startsWith("tenant"), "the receipt names the tenant's own key");
        notes.checked("receipt: x-atom-credential: " + answer.credential());
        notes.repeat(ask);
    }

    private void stream(Notes notes) throws IOException, InterruptedException {
        Ask ask = client.chat(acme(), "one two three four five", true);
        Answer answer = client.send(ask).expect(200);
        List<String> frames =
                answer.text().lines().filter(line -> line.startsWith("data: ")).toList();
        notes.did("received " + frames.size() + " events");
        unless(frames.size() >= 7, "each word is an event of its own: " + frames);
        unless(frames.get(frames.size() - 1).equals("data: [DONE]"), "the stream ends with [DONE]");
        notes.checked("a word an event, and [DONE] at the end");
        notes.repeat(ask);
    }

    private void missingKey(Notes notes) throws IOException, InterruptedException {
        int before = upstream.requests();
        Ask ask = client.chat(globex(), "Hello from globex", false);
        Answer answer = client.send(ask).expect(424);
        notes.did("chatted as globex: 424 " + answer.json().at("/error/message").asText());
        unless(upstream.requests() == before, "the upstream saw nothing");
        notes.checked("the upstream has still seen " + before + " requests");
        notes.repeat(client.removeKey(globex()));
        notes.repeat(ask);
    }

    private void wrongKey(Notes notes) throws IOException, InterruptedException {
        String wrong = keys.wrong();
        store(globex(), wrong);
        Ask ask = client.chat(globex(), "Hello from globex", false);
        Answer answer = client.send(ask).expect(401);
        String message = answer.json().at("/error/message").asText();
        notes.did("chatted with it: 401 " + message);
        unless(message.contains(DemoConfig.PROVIDER), "the error names the provider");
        boolean start = answer.text().contains(wrong.substring(0, 8));
        boolean end = answer.text().contains(wrong.substring(wrong.length() - 4));
        unless(!start && !end, "the error holds nothing of the key: " + answer.text());
        notes.checked("it names the provider and nothing of the key, though the upstream's own words do");
        notes.repeat(client.storeKey(globex(), wrong));
        notes.repeat(ask);
    }

    private void preflight(Notes notes) throws IOException, InterruptedException {
        expectPreflight(acme(), "VALID");
        expectPreflight(globex(), "INVALID");
        client.send(client.removeKey(globex()));
        expectPreflight(globex(), "MISSING");
        store(globex(), keys.second());
        expectPreflight(globex(), "VALID");
        notes.did("asked for acme, then for globex with its wrong key, without one, and with its right one");
        notes.checked("VALID, INVALID, MISSING, VALID");
        notes.repeat(client.preflight(globex()));
    }

    private void expectPreflight(Account account, String status) throws IOException, InterruptedException {
        JsonNode data = client.send(client.preflight(account)).expect(200).data();
        unless(data.path("status").asText().equals(status), account.slug() + " is " + status + ": " + data);
    }

    private void shred(Notes notes) throws IOException, InterruptedException {
        initech = client.create("initech-" + run);
        store(initech(), keys.first());
        client.send(client.chat(initech(), "Hello", false)).expect(200);
        Ask delete = client.delete(initech());
        JsonNode receipt = client.send(delete).expect(200).data();
        notes.did("created it, stored a key, chatted, deleted it; receipt "
                + receipt.path("id").asText() + " for " + receipt.path("keys").asInt() + " key");
        unless(receipt.path("keys").asInt() == 1, "the receipt counts one key: " + receipt);
        int before = upstream.requests();
        expectGone();
        unless(upstream.requests() == before, "the upstream saw nothing");
        notes.checked("its API key is refused for chats and for the vault, and the upstream saw nothing");
        notes.repeat(delete);
    }

    private void expectGone() throws IOException, InterruptedException {
        client.send(client.chat(initech(), "Anyone there?", false)).expect(401);
        client.send(client.storedKeys(initech())).expect(401);
        String status = client.send(client.tenant(initech()))
                .expect(200)
                .data()
                .path("status")
                .asText();
        unless(status.equals("deleted"), "initech is deleted, but it is " + status);
    }

    private void restart(Notes notes) throws IOException, InterruptedException {
        String before = storedKeys(acme());
        stage.stop();
        stage.startAgain();
        client = stage.client();
        notes.did("stopped server and PostgreSQL, started both on the same data");
        unless(storedKeys(acme()).equals(before), "acme's key is there as it was");
        client.send(client.chat(acme(), "Still here?", false)).expect(200);
        expectGone();
        notes.checked("acme's key opens and works; initech is still deleted and refused");
        notes.repeat(client.chat(acme(), "Still here?", false));
    }

    private String storedKeys(Account account) throws IOException, InterruptedException {
        return client.send(client.storedKeys(account)).expect(200).data().toString();
    }

    private Answer store(Account account, String value) throws IOException, InterruptedException {
        return client.send(client.storeKey(account, value)).expect(200);
    }

    private Account acme() {
        return created(acme);
    }

    private Account globex() {
        return created(globex);
    }

    private Account initech() {
        return created(initech);
    }

    private static Account created(@Nullable Account account) {
        if (account == null) {
            throw new StepFailure("expected that the tenant was created by an earlier step");
        }
        return account;
    }
}
