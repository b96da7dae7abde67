package privacy

// KindsOf lists the categories that a table belongs to.
func KindsOf(table string) (keys []string) {
	for _, c := range categories {
		if c.holds(table) {
			keys = append(keys, c.key)
		}
	}
	return keys
}
