package dev.atom.spi;

/** Why an operation failed, in the words of the wire contract. Each code has one HTTP status, given by the HTTP layer. */
public enum ErrorCode {
    /** The request cannot be read: malformed syntax, a bad header, an id that is not one. */
    BAD_REQUEST,
    /** No valid credential. The message is the same for absent, malformed, unknown, expired and revoked ones. */
    UNAUTHORIZED,
    /** The provider says the account has no credit left. */
    PAYMENT_REQUIRED,
    /** The caller is known and may not do this. */
    FORBIDDEN,
    /** Two facts of one request name different tenants. */
    TENANT_MISMATCH,
    /** No such thing, or it belongs to another tenant. */
    NOT_FOUND,
    /** The path exists, the method does not. */
    METHOD_NOT_ALLOWED,
    /** The change contradicts the present state, such as a name that is taken. */
    CONFLICT,
    /** The owner already has the most API keys allowed. */
    KEY_LIMIT_REACHED,
    /** The request came too slowly. */
    REQUEST_TIMEOUT,
    /** The body is larger than the route accepts. */
    PAYLOAD_TOO_LARGE,
    /** The body's media type is not the route's. */
    UNSUPPORTED_MEDIA_TYPE,
    /** The request was read and a value in it is not allowed. */
    VALIDATION_ERROR,
    /** The tenant has stored no key for the provider, and no other key may be used. */
    PROVIDER_KEY_MISSING,
    /** The provider refused the key. */
    PROVIDER_AUTHENTICATION_FAILED,
    /** A limit is reached; a later try may succeed. */
    RATE_LIMITED,
    /** A fault of ATOM's own. Outside, only the request id is shown. */
    INTERNAL_ERROR,
    /** The provider failed or answered something that cannot be used. */
    PROVIDER_ERROR,
    /** A dependency is away; a later try may succeed. */
    UNAVAILABLE,
    /** The provider did not answer in time. */
    PROVIDER_TIMEOUT
}
