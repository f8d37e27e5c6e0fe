package main

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
)

// site is where one provisioner works: its name, its node and the directory that holds all others.
type site struct {
	provisioner string
	node        string
	dir         string
}

// make gives every user the right to write, because the claim's pods run as anybody.
func (s site) make(path string) error {
	if !s.owns(path) {
		return fmt.Errorf("%s is not a directory of this provisioner", path)
	}
	if err := os.MkdirAll(path, 0o777); err != nil {
		return err
	}
	// The process's umask has narrowed it.
	return os.Chmod(path, 0o777)
}

func (s site) remove(path string) error {
	if !s.owns(path) {
		return fmt.Errorf("%s is not a directory of this provisioner: nothing is removed", path)
	}
	if err := os.RemoveAll(path); err != nil {
		return err
	}
	if _, err := os.Lstat(path); !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("%s is still there", path)
	}
	return nil
}

// owns holds for direct children alone, so that no name in a cluster object leads elsewhere.
func (s site) owns(path string) bool {
	parent, name := filepath.Split(path)
	return filepath.Clean(path) == path && strings.TrimSuffix(parent, "/") == s.dir && name != ""
}
