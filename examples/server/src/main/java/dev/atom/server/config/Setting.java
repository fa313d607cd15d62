package dev.atom.server.config;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** The settings there are, with the one place where their names live. Provider settings are beside them: their names are free. */
enum Setting {
    SERVER_HOST("server.host"),
    SERVER_PORT("server.port"),
    SERVER_BASE_DOMAIN("server.base_domain"),
    SERVER_CORS_ORIGINS("server.cors_origins"),
    SERVER_TRUSTED_PROXIES("server.trusted_proxies"),
    SERVER_FORWARDED_HEADER("server.forwarded_header"),
    SERVER_DRAIN_SECONDS("server.drain_seconds"),
    DATABASE_DATA_DIR("database.data_dir"),
    DATABASE_URL("database.url"),
    DATABASE_APP_POOL_SIZE("database.app_pool_size"),
    DATABASE_SYSTEM_POOL_SIZE("database.system_pool_size"),
    DATABASE_OWNER_USER("database.owner_user"),
    DATABASE_OWNER_PASSWORD("database.owner_password", Kind.SECRET),
    DATABASE_APP_USER("database.app_user"),
    DATABASE_APP_PASSWORD("database.app_password", Kind.SECRET),
    DATABASE_SYSTEM_USER("database.system_user"),
    DATABASE_SYSTEM_PASSWORD("database.system_password", Kind.SECRET),
    VAULT_MASTER_KEY("vault.master_key", Kind.SECRET, "ATOM_MASTER_KEY"),
    VAULT_MASTER_KEY_PREVIOUS("vault.master_key_previous", Kind.SECRET, "ATOM_MASTER_KEY_PREVIOUS"),
    AUTH_JWT_SECRET("auth.jwt_secret", Kind.SECRET, "ATOM_JWT_SECRET"),
    AUTH_JWT_SECRET_PREVIOUS("auth.jwt_secret_previous", Kind.SECRET, "ATOM_JWT_SECRET_PREVIOUS"),
    LLM_DEFAULT_PROVIDER("llm.default_provider"),
    LLM_FIRST_BYTE_SECONDS("llm.first_byte_seconds"),
    LLM_IDLE_SECONDS("llm.idle_seconds"),
    LLM_TOTAL_SECONDS("llm.total_seconds"),
    KEYS_DEFAULT_EXPIRY_DAYS("keys.default_expiry_days", Kind.PLAIN, "DESKTOP_KEY_DEFAULT_EXPIRY_DAYS"),
    KEYS_MAX_PER_USER("keys.max_per_user", Kind.PLAIN, "DESKTOP_KEY_MAX_KEYS_PER_USER"),
    LIMITS_ENABLED("limits.enabled", Kind.PLAIN, "RATE_LIMIT_ENABLED"),
    LIMITS_HEADER_FIELDS("limits.header_fields"),
    LIMITS_WHEN_UNAVAILABLE("limits.when_unavailable"),
    LIMITS_PLANS_FREE_REQUESTS_PER_MINUTE("limits.plans.free.requests_per_minute"),
    LIMITS_PLANS_FREE_REQUESTS_PER_KEY("limits.plans.free.requests_per_key"),
    LIMITS_PLANS_FREE_TOKENS_PER_MINUTE("limits.plans.free.tokens_per_minute"),
    LIMITS_PLANS_FREE_CONCURRENT_CALLS("limits.plans.free.concurrent_calls"),
    LIMITS_PLANS_SOLO_REQUESTS_PER_MINUTE("limits.plans.solo.requests_per_minute"),
    LIMITS_PLANS_SOLO_REQUESTS_PER_KEY("limits.plans.solo.requests_per_key"),
    LIMITS_PLANS_SOLO_TOKENS_PER_MINUTE("limits.plans.solo.tokens_per_minute"),
    LIMITS_PLANS_SOLO_CONCURRENT_CALLS("limits.plans.solo.concurrent_calls"),
    LIMITS_PLANS_TEAM_REQUESTS_PER_MINUTE("limits.plans.team.requests_per_minute"),
    LIMITS_PLANS_TEAM_REQUESTS_PER_KEY("limits.plans.team.requests_per_key"),
    LIMITS_PLANS_TEAM_TOKENS_PER_MINUTE("limits.plans.team.tokens_per_minute"),
    LIMITS_PLANS_TEAM_CONCURRENT_CALLS("limits.plans.team.concurrent_calls"),
    LIMITS_PLANS_ENTERPRISE_REQUESTS_PER_MINUTE("limits.plans.enterprise.requests_per_minute"),
    LIMITS_PLANS_ENTERPRISE_REQUESTS_PER_KEY("limits.plans.enterprise.requests_per_key"),
    LIMITS_PLANS_ENTERPRISE_TOKENS_PER_MINUTE("limits.plans.enterprise.tokens_per_minute"),
    LIMITS_PLANS_ENTERPRISE_CONCURRENT_CALLS("limits.plans.enterprise.concurrent_calls"),
    LIMITS_OWN_REQUESTS("limits.own_requests"),
    LIMITS_FAILED_CREDENTIALS("limits.failed_credentials"),
    LIMITS_SAME_CREDENTIAL("limits.same_credential"),
    LIMITS_KEY_VALIDATIONS("limits.key_validations"),
    LIMITS_LOG_INS_OF_ADDRESS("limits.log_ins_of_address"),
    LIMITS_LOG_INS_AT_ACCOUNT("limits.log_ins_at_account"),
    LIMITS_LOG_INS_ANYWHERE("limits.log_ins_anywhere"),
    AUDIT_ANCHOR_FILE("audit.anchor_file"),
    AUDIT_ANCHOR_KEY_FILE("audit.anchor_key_file"),
    AUDIT_ANCHOR_SECONDS("audit.anchor_seconds"),
    AUDIT_RETENTION_DAYS("audit.retention_days"),
    REDIS_URL("redis.url", Kind.SECRET),
    REDIS_CLUSTER("redis.cluster"),
    REDIS_TIMEOUT_MS("redis.timeout_ms"),
    REDIS_INSTANCES("redis.instances"),
    NODES_OWNER("nodes.owner"),
    NODES_DECISIONS_DAYS("nodes.decisions_days"),
    FLY_API_TOKEN("nodes.fly_api_token", Kind.SECRET, "FLY_API_TOKEN"),
    FLY_APP_NAME_PREFIX("nodes.fly_app_name_prefix", Kind.PLAIN, "FLY_APP_NAME_PREFIX"),
    GUACAMOLE_BASE_URL("nodes.guacamole.base_url"),
    GUACAMOLE_ALLOW_HTTP("nodes.guacamole.allow_http"),
    GUACAMOLE_USER("nodes.guacamole.user"),
    GUACAMOLE_PASSWORD("nodes.guacamole.password", Kind.SECRET),
    GUACAMOLE_DATA_SOURCE("nodes.guacamole.data_source"),
    GUACAMOLE_INTERVAL_SECONDS("nodes.guacamole.interval_seconds"),
    GUACAMOLE_MISSED_POLLS("nodes.guacamole.missed_polls"),
    METRICS_HOST("metrics.host"),
    METRICS_PORT("metrics.port"),
    LOG_LEVEL("log.level", Kind.PLAIN, "LOG_LEVEL"),
    LOG_FORMAT("log.format", Kind.PLAIN, "LOG_FORMAT");

    /** A secret's value comes from the environment or from a file of its own, never from the YAML file. */
    private enum Kind {
        PLAIN,
        SECRET
    }

    private final String path;
    private final Kind kind;
    private final String variable;

    Setting(String path) {
        this(path, Kind.PLAIN);
    }

    Setting(String path, Kind kind) {
        this(path, kind, "ATOM_" + path.replace('.', '_').toUpperCase(Locale.ROOT));
    }

    Setting(String path, Kind kind, String variable) {
        this.path = path;
        this.kind = kind;
        this.variable = variable;
    }

    /** The setting of that name; there must be one. */
    static Setting at(String path) {
        return Arrays.stream(values())
                .filter(setting -> setting.path.equals(path))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(path + " is not a setting"));
    }

    /** The name in the YAML file, such as {@code server.port}. */
    String path() {
        return path;
    }

    /** The environment variable, such as {@code ATOM_SERVER_PORT}. */
    String variable() {
        return variable;
    }

    boolean secret() {
        return kind == Kind.SECRET;
    }

    /** The setting that names a file with a secret's value, in the YAML file. */
    String filePath() {
        return path + "_file";
    }

    /** The variable that names a file with a secret's value. */
    String fileVariable() {
        return variable + "_FILE";
    }

    /** Every name the YAML file may use outside {@code llm.providers}. */
    static List<String> paths() {
        return Arrays.stream(values())
                .map(setting -> setting.secret() ? setting.filePath() : setting.path)
                .toList();
    }

    /** Every variable that is read, {@code _FILE} ones too. */
    static List<String> variables() {
        return Arrays.stream(values())
                .flatMap(setting -> setting.secret()
                        ? Stream.of(setting.variable, setting.fileVariable())
                        : Stream.of(setting.variable))
                .toList();
    }
}
