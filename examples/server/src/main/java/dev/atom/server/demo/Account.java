package dev.atom.server.demo;

/**
 * A tenant of the tour.
 *
 * @param id its id
 * @param slug its short name
 * @param apiKey its API key for ATOM
 */
record Account(String id, String slug, String apiKey) {}
