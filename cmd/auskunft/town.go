package main

import (
	"bytes"
	"os"

	"gopkg.in/yaml.v3"

	"auskunft"
	"auskunft/chat"
	"auskunft/chat/guard"
	"auskunft/demo"
	"auskunft/internal/config"
)

// loadTown reads the file that TOWN names; without it the desk speaks for the demo town.
func loadTown(cfg config.Config) (chat.Town, error) {
	if cfg.Town == "" {
		return demoTown(demoAddress(cfg)), nil
	}
	b, err := os.ReadFile(cfg.Town)
	if err != nil {
		return chat.Town{}, auskunft.Errorf(auskunft.Invalid, "town", "TOWN: %w", err)
	}
	var town chat.Town
	dec := yaml.NewDecoder(bytes.NewReader(b))
	dec.KnownFields(true) // a misspelt key would silently leave a phone number out
	if err := dec.Decode(&town); err != nil {
		return chat.Town{}, auskunft.Errorf(auskunft.Invalid, "town", "TOWN: %s: %w", cfg.Town, err)
	}
	if town.Name == "" || town.Phone == "" {
		return chat.Town{}, auskunft.Errorf(auskunft.Invalid, "town", "TOWN: %s: name and phone are needed: every refusal names them", cfg.Town)
	}
	return town, nil
}

// configAndTown reads the configuration and the town that it names.
func (s *surroundings) configAndTown() (config.Config, chat.Town, error) {
	cfg, err := s.config()
	if err != nil {
		return config.Config{}, chat.Town{}, err
	}
	town, err := loadTown(cfg)
	return cfg, town, err
}

// demoTown is the demo town, its website at address; "" is the town's own, which leads nowhere.
func demoTown(address string) chat.Town {
	t := demo.Auenwede
	if address != "" {
		t.Website = address + "/"
	}
	areas := map[string]string{}
	for _, a := range t.Areas {
		areas[a.Name] = a.Key
	}
	return chat.Town{
		Name: t.Name, Phone: t.Phone, Email: "stadt@auenwede.example", Website: t.Website,
		Privacy: t.Website + "datenschutz.html", Accessibility: t.Website + "barrierefreiheit.html", Defects: t.Website + "dienstleistungen/maengelmelder",
		Suggestions: []string{"Was kostet die Hundesteuer?", "Wo melde ich meinen Umzug?", "Wann wird Sperrmüll abgeholt?"},
		Areas:       areas,
		Authorities: []chat.Authority{{Of: "utility", Name: "Ihr Versorger, in " + t.Name + " die Walmewerke"}},
		Public:      guard.Public{Phones: []string{"04227 99"}, EmailDomains: []string{"auenwede.example"}},
	}
}
