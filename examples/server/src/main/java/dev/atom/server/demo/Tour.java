package dev.atom.server.demo;

import static dev.atom.server.demo.StepFailure.unless;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The steps, each over HTTP and each with its checks. They build on each other and are taken once, in order. */
final class Tour {
    private static final String VAULT_KEY = "/api/v1/vault/keys/" + Stage.PROVIDER;
    private static final String CHAT = "/v1/chat/completions";

    private final Stage stage;
    private final UpstreamProcess upstream;
    private final DemoKeys keys;
    private final String platformKey;
    private Client client;
    private @Nullable Account acme;
    private @Nullable Account globex;

    Tour(Stage stage, UpstreamProcess upstream, DemoKeys keys, String platformKey) {
        this.stage = stage;
        this.upstream = upstream;
        this.keys = keys;
        this.platformKey = platformKey;
        this.client = stage.client();
    }

    List<Step> steps() {
        return List.of(
                new Step("Create two tenants", this::createTenants),
                new Step("Store acme's own provider key", this::storeKey),
                new Step("acme chats with its key", this::chat),
                new Step("acme chats, streamed", this::stream),
                new Step("globex has no key, and nobody else's is used", this::missingKey),
                new Step("globex has a wrong key: an authentication error, without the key", this::wrongKey),
                new Step("Pre-flight says beforehand whether calls will work", this::preflight),
                new Step("Delete acme: its key can never be read again", this::shred),
                new Step("Restart server and database: the data is there", this::restart));
    }

    private void createTenants(Notes notes) throws IOException, InterruptedException {
        String run = UUID.randomUUID().toString().substring(0, 4);
        acme = create("acme-" + run, keys.first());
        globex = create("globex-" + run, keys.second());
        notes.did("created " + acme().slug() + " and " + globex().slug() + ", both byok, and an API key for each");
        Answer own =
                client.send(client.get("/api/desktop/auth", acme().apiKey())).expect(200);
        unless(own.text().contains(acme().id()), "acme's API key belongs to acme");
        unless(!acme().id().equals(globex().id()), "the tenants differ");
        notes.checked("each key answers for its own tenant: acme is " + acme().id());
        notes.repeat(client.get("/api/v1/tenants", platformKey));
    }

    private Account create(String slug, String providerKey) throws IOException, InterruptedException {
        String wanted = "{\"slug\":\"%s\",\"name\":\"%s\",\"plan_type\":\"team\",\"ai_mode\":\"byok\"}";
        Ask tenant = client.ask("POST", "/api/v1/tenants", platformKey, wanted.formatted(slug, slug));
        String id = client.send(tenant).expect(201).data().path("id").asText();
        Ask key = client.ask("POST", "/api/v1/tenants/" + id + "/keys", platformKey, "{\"device_name\":\"demo\"}");
        JsonNode issued = client.send(key).expect(201).data();
        return new Account(id, slug, issued.path("api_key").asText(), providerKey);
    }

    private void storeKey(Notes notes) throws IOException, InterruptedException {
        Answer stored = client.send(put(acme(), acme().providerKey()));
        unless(stored.status() / 100 == 2, "the key is stored: " + stored.text());
        notes.did("stored it as '" + Stage.PROVIDER + "', version "
                + stored.data().path("version").asInt());
        unless(!stored.text().contains(acme().providerKey()), "the answer does not hold the key");
        notes.checked("the answer shows " + stored.data().path("mask").asText() + " and fingerprint "
                + stored.data().path("fingerprint").asText() + ", never the key");
        notes.repeat(put(acme(), acme().providerKey()));
    }

    private void chat(Notes notes) throws IOException, InterruptedException {
        Ask ask = chat(acme(), "Hello from acme", false);
        Answer answer = client.send(ask).expect(200);
        String said = answer.json().at("/choices/0/message/content").asText();
        notes.did("asked " + Stage.MODEL + ", which answered: " + said);
        unless(said.equals("You said: Hello from acme"), "the answer is the upstream's");
        unless(answer.credential().startsWith("tenant"), "the receipt names the tenant's own key");
        notes.checked("receipt: x-atom-credential: " + answer.credential());
        notes.repeat(ask);
    }

    private void stream(Notes notes) throws IOException, InterruptedException {
        Ask ask = chat(acme(), "one two three four five", true);
        Answer answer = client.send(ask).expect(200);
        List<String> frames =
                answer.text().lines().filter(line -> line.startsWith("data: ")).toList();
        notes.did("received " + frames.size() + " events");
        unless(frames.size() >= 7, "each word is an event of its own: " + frames);
        unless(frames.get(frames.size() - 1).equals("data: [DONE]"), "the stream ends with [DONE]");
        notes.checked("word by word, and [DONE] at the end (curl -N shows the words arrive one by one)");
        notes.repeat(ask);
    }

    private void missingKey(Notes notes) throws IOException, InterruptedException {
        int before = upstream.requests();
        Ask ask = chat(globex(), "Hello from globex", false);
        Answer answer = client.send(ask).expect(424);
        notes.did("chatted as globex: 424 " + answer.json().at("/error/message").asText());
        unless(upstream.requests() == before, "the upstream saw nothing");
        notes.checked("the upstream has still seen " + before + " requests");
        notes.repeat(ask);
    }

    private void wrongKey(Notes notes) throws IOException, InterruptedException {
        unless(client.send(put(globex(), keys.wrong())).status() / 100 == 2, "the wrong key is stored");
        Ask ask = chat(globex(), "Hello from globex", false);
        Answer answer = client.send(ask).expect(401);
        String message = answer.json().at("/error/message").asText();
        notes.did("chatted with it: 401 " + message);
        unless(message.contains(Stage.PROVIDER), "the error names the provider");
        String wrong = keys.wrong();
        unless(
                !answer.text().contains(wrong.substring(0, 8))
                        && !answer.text().contains(wrong.substring(wrong.length() - 4)),
                "the error holds nothing of the key: " + answer.text());
        notes.checked("it names the provider and nothing of the key, though the upstream's own words do");
        notes.repeat(ask);
    }

    private void preflight(Notes notes) throws IOException, InterruptedException {
        expectPreflight(acme(), "VALID");
        expectPreflight(globex(), "INVALID");
        client.send(client.ask("DELETE", VAULT_KEY, globex().apiKey(), ""));
        expectPreflight(globex(), "MISSING");
        client.send(put(globex(), globex().providerKey()));
        expectPreflight(globex(), "VALID");
        notes.did("asked for acme, then for globex with its wrong key, without one, and with its right one");
        notes.checked("VALID, INVALID, MISSING, VALID; it costs no tokens");
        notes.repeat(askPreflight(globex()));
    }

    private void expectPreflight(Account account, String status) throws IOException, InterruptedException {
        JsonNode data = client.send(askPreflight(account)).expect(200).data();
        unless(data.path("status").asText().equals(status), account.slug() + " is " + status + ": " + data);
    }

    private void shred(Notes notes) throws IOException, InterruptedException {
        Ask delete = client.ask("DELETE", "/api/v1/tenants/" + acme().id(), platformKey, "");
        JsonNode receipt = client.send(delete).expect(200).data();
        notes.did("deleted it; receipt " + receipt.path("id").asText() + ": "
                + receipt.path("keys").asInt() + " key destroyed, digest "
                + receipt.path("digest").asText());
        unless(receipt.path("keys").asInt() == 1, "the receipt counts one key: " + receipt);
        int before = upstream.requests();
        client.send(chat(acme(), "Anyone there?", false)).expect(401);
        client.send(client.get("/api/v1/vault/keys", acme().apiKey())).expect(401);
        unless(upstream.requests() == before, "the upstream saw nothing");
        notes.checked("acme's API key is refused, the upstream saw nothing, deleting again destroys nothing more");
        notes.repeat(delete);
    }

    private void restart(Notes notes) throws IOException, InterruptedException {
        String before = vaultKeys(globex());
        stage.restart();
        client = stage.client();
        notes.did("stopped server and PostgreSQL, started both on the same data");
        unless(vaultKeys(globex()).equals(before), "globex's key is there as it was");
        client.send(chat(globex(), "Still here?", false)).expect(200);
        Ask tenant = client.get("/api/v1/tenants/" + acme().id(), platformKey);
        String status = client.send(tenant).expect(200).data().path("status").asText();
        unless(status.equals("deleted"), "acme is still deleted, but it is " + status);
        client.send(chat(acme(), "Anyone there?", false)).expect(401);
        notes.checked("globex's key still opens and still works; acme is still deleted and still refused");
        notes.repeat(chat(globex(), "Still here?", false));
    }

    private String vaultKeys(Account account) throws IOException, InterruptedException {
        return client.send(client.get("/api/v1/vault/keys", account.apiKey()))
                .expect(200)
                .data()
                .toString();
    }

    private Ask put(Account account, String value) {
        String body = "{\"value\":\"%s\",\"provider\":\"%s\"}".formatted(value, Stage.PROVIDER);
        return client.ask("PUT", VAULT_KEY, account.apiKey(), body);
    }

    private Ask chat(Account account, String text, boolean stream) {
        String body = "{\"model\":\"%s\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}";
        return client.ask("POST", CHAT, account.apiKey(), body.formatted(Stage.MODEL, stream, text));
    }

    private Ask askPreflight(Account account) {
        return client.ask(
                "POST", "/api/v1/llm/preflight", account.apiKey(), "{\"provider\":\"" + Stage.PROVIDER + "\"}");
    }

    private Account acme() {
        return created(acme);
    }

    private Account globex() {
        return created(globex);
    }

    private static Account created(@Nullable Account account) {
        if (account == null) {
            throw new StepFailure("the tenants were created");
        }
        return account;
    }
}
