package dev.atom.core.identity;

/** What a request presents as its credential, read but not yet looked up. */
public sealed interface PresentedCredential permits ApiKeyDigest, SessionRef {}
