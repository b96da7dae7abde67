// Package evals measures the answer desk: it runs data sets and cases through the
// production pipeline, stores what came out with the versions it was made from, compares
// two runs, and stops a change that makes them worse.
//
// It knows the pipeline only through System. Formats stand in dataset and cases, the
// measures in measure, intervals and tests in stats, fitting in calibrate, and what people
// look at in report.
package evals
