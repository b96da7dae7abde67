package ingest

// Narrower is narrower, for tests.
var Narrower = narrower
