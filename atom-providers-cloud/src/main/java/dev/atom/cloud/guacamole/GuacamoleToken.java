package dev.atom.cloud.guacamole;

import com.fasterxml.jackson.databind.JsonNode;
import dev.atom.spi.node.Reason;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a log-in gives: good for an hour after it was last used, unless Guacamole is set otherwise.
 *
 * @param value the secret
 * @param dataSource whose connections are asked for
 */
record GuacamoleToken(String value, String dataSource) {
    private static final Pattern FORM = Pattern.compile("[!-~]{1,512}");

    static GuacamoleToken read(JsonNode reply, Optional<String> wanted) throws GuacamoleFailure {
        JsonNode token = reply.path("authToken");
        String source = wanted.orElse(reply.path("dataSource").asText());
        if (!token.isTextual() || !FORM.matcher(token.textValue()).matches()) {
            throw new GuacamoleFailure(Reason.Kind.PROVIDER_ERROR, "Guacamole's answer to the log-in has no token");
        }
        if (!GuacamoleSettings.isDataSource(source)) {
            throw new GuacamoleFailure(Reason.Kind.PROVIDER_ERROR, "Guacamole names no data source: set data_source");
        }
        return new GuacamoleToken(token.textValue(), source);
    }

    @Override
    public String toString() {
        return "GuacamoleToken[" + dataSource + "]";
    }
}
