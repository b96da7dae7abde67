package lexical

// Format numbers the encodings of terms and vocabularies together. It is stored beside both:
// what another version of this program encoded is not read but made anew.
const Format = vocabularyFormat<<8 | termsFormat
