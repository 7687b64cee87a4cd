package io.eventtopology.gitops;

/**
 * What a health script says.
 *
 * @param status one of Argo CD's words: Healthy, Progressing, Degraded, Suspended
 * @param message empty when the script gives none, as in Argo CD's own comparison
 */
record HealthStatus(String status, String message) {}
