package dev.atom.cloud.fly;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.spi.BaseUrl;
import dev.atom.spi.Secret;
import dev.atom.spi.Settings;
import dev.atom.spi.TenantId;
import java.net.URI;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings of one instance.
 *
 * @param baseUrl where the API is, without {@code /v1}
 * @param token the credential
 * @param org the organisation's slug
 * @param prefix how its apps' names begin, without the hyphen
 * @param region where machines go; empty for Fly's choice
 * @param cpuKind {@code shared} or {@code performance}
 * @param perSecond calls a second for each action and thing
 */
record FlySettings(
        URI baseUrl, Secret token, String org, String prefix, Optional<String> region, String cpuKind, int perSecond) {
    private static final Set<String> KNOWN = Set.of(
            "token", "org", "app_name_prefix", "region", "cpu_kind", "requests_per_second", "base_url", "allow_http");
    private static final Pattern SLUG = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern PREFIX = Pattern.compile("[a-z]([a-z0-9-]{0,28}[a-z0-9])?");
    private static final Pattern TOKEN = Pattern.compile("[!-~]+( [!-~]+)*");

    static FlySettings read(Settings settings) {
        settings.allowOnly(KNOWN);
        return new FlySettings(
                BaseUrl.read(settings).orElse(URI.create("https://api.machines.dev")),
                token(settings),
                matching(settings, "org", settings.required("org"), SLUG),
                matching(settings, "app_name_prefix", settings.required("app_name_prefix"), PREFIX),
                settings.text("region").map(region -> matching(settings, "region", region, SLUG)),
                matching(settings, "cpu_kind", settings.text("cpu_kind").orElse("shared"), SLUG),
                rate(settings));
    }

    /** What the transport may reach. */
    Set<String> hosts() {
        return Set.of(BaseUrl.host(baseUrl));
    }

    /** The app of a tenant: at most 63 characters, fit for a host name. */
    String app(TenantId tenant) {
        return prefix + "-" + tenant.toString().replace("-", "");
    }

    /** The tenant an app is for; empty when the app is not one of these. */
    Optional<TenantId> tenant(String app) {
        Matcher name = Pattern.compile(Pattern.quote(prefix) + "-([0-9a-f]{16})([0-9a-f]{16})")
                .matcher(app);
        if (!name.matches()) {
            return Optional.empty();
        }
        return Optional.of(new TenantId(
                new UUID(Long.parseUnsignedLong(name.group(1), 16), Long.parseUnsignedLong(name.group(2), 16))));
    }

    /** Whether an app, as Fly shows it, belongs to the organisation; one that does not say so is what the token sees. */
    boolean owns(JsonNode app) {
        return app.path("organization").path("slug").asText(org).equals(org);
    }

    /** Whether a text can be the name of an app. */
    static boolean isName(String text) {
        return SLUG.matcher(text).matches();
    }

    /** A token that no header can carry is refused at the start, without being shown. */
    private static Secret token(Settings settings) {
        String token = settings.required("token");
        if (!TOKEN.matcher(token).matches()) {
            throw settings.invalid(
                    "token", "has characters no token has (line breaks, control characters): set it again");
        }
        return Secret.of(token);
    }

    private static int rate(Settings settings) {
        String text = settings.text("requests_per_second").orElse("1");
        if (!text.matches("[1-9][0-9]{0,3}")) {
            throw settings.invalid("requests_per_second", "must be 1-9999, not " + text);
        }
        return Integer.parseInt(text);
    }

    private static String matching(Settings settings, String key, String text, Pattern form) {
        if (!form.matcher(text).matches()) {
            throw settings.invalid(key, "must match " + form.pattern() + ": correct it");
        }
        return text;
    }
}
