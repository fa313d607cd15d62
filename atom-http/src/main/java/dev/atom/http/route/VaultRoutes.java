package dev.atom.http.route;

import static dev.atom.core.identity.Permission.VAULT_ADMIN;
import static dev.atom.core.identity.Permission.VAULT_READ;
import static dev.atom.core.identity.Permission.VAULT_WRITE;

import dev.atom.core.db.Page;
import dev.atom.core.llm.ProviderKeys;
import dev.atom.core.vault.KeyInfo;
import dev.atom.core.vault.KeyName;
import dev.atom.core.vault.KeyVault;
import dev.atom.http.route.Route.Method;
import dev.atom.spi.AtomException;
import dev.atom.spi.ErrorCode;
import dev.atom.spi.Secret;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The keys of the caller's tenant. A value goes in and never comes out. */
final class VaultRoutes {
    private static final String ALL = "/api/v1/vault/keys";
    private static final String ONE = "/api/v1/vault/keys/{name}";

    private final KeyVault vault;
    private final ProviderKeys providerKeys;

    VaultRoutes(KeyVault vault, ProviderKeys providerKeys) {
        this.vault = vault;
        this.providerKeys = providerKeys;
    }

    List<Route> routes() {
        return List.of(
                Route.needs(VAULT_READ, Method.GET, ALL, this::list),
                Route.needs(VAULT_READ, Method.GET, ONE, this::get),
                Route.needs(VAULT_READ, Method.GET, ONE + "/versions", this::versions),
                Route.needs(VAULT_WRITE, Method.PUT, ONE, this::put),
                Route.needs(VAULT_WRITE, Method.DELETE, ONE, this::delete),
                Route.needs(VAULT_WRITE, Method.POST, ONE + "/verify", this::verify),
                Route.needs(VAULT_ADMIN, Method.POST, "/api/v1/vault/rotate", this::rotate));
    }

    private void list(Call call) {
        call.page(whole(vault.list(call.caller())), KeyBody::of);
    }

    private void get(Call call) {
        KeyName name = name(call);
        call.data(KeyBody.of(vault.find(call.caller(), name).orElseThrow(() -> missing(name))));
    }

    private void versions(Call call) {
        KeyName name = name(call);
        List<KeyInfo> history = vault.history(call.caller(), name);
        if (history.isEmpty()) {
            throw missing(name);
        }
        call.page(whole(history), KeyBody::of);
    }

    private void put(Call call) {
        KeyName name = name(call);
        PutBody body = call.body(PutBody.class);
        try (Secret value = body.value()) {
            boolean verify = Boolean.TRUE.equals(body.verify());
            Optional<String> provider = Optional.ofNullable(body.provider());
            call.data(KeyBody.of(providerKeys.put(call.caller(), name, value, provider, verify)));
        }
    }

    private void delete(Call call) {
        vault.delete(call.caller(), name(call));
        call.done();
    }

    private void verify(Call call) {
        call.data(KeyBody.of(providerKeys.verify(call.caller(), name(call))));
    }

    private void rotate(Call call) {
        int from = call.optionalBody(RotateBody.class)
                .map(RotateBody::fromVersion)
                .orElseGet(() -> vault.dataKeyVersion(call.caller()));
        call.data(vault.rotate(call.caller(), from));
    }

    private static KeyName name(Call call) {
        return new KeyName(call.path("name"));
    }

    private static Page<KeyInfo> whole(List<KeyInfo> keys) {
        return new Page<>(keys, Optional.empty());
    }

    private static AtomException missing(KeyName name) {
        return new AtomException(ErrorCode.NOT_FOUND, "there is no key " + name + ": store one with PUT");
    }

    private record PutBody(
            Secret value,
            @Nullable String provider,
            @Nullable Boolean verify) {}

    private record RotateBody(Integer fromVersion) {}
}
