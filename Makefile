# The entry points for people and for CI. `make help` lists them.
#
# All of them run in the environment of Scripts/env, so the tests and the demo find helm and the control plane.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup build test demo bench fuzz check fmt

ENVIRONMENT := Scripts/env
# An optimised build takes several times as long as a debug build, and the demo does not need it:
# `make demo CONFIGURATION=release` shows it all the same. `make demo HOLD=1` keeps everything up until Ctrl-C.
CONFIGURATION ?= debug

# What needs control planes runs apart from the rest, which would wait for it: first what shares one, then what has its
# own.
CLUSTER_TESTS := KubernetesTests HelmTests ReconciliationTests
DAEMON_TESTS := IntegrationTests
# The corpus keeps all cores busy for a while, and others have time limits.
BUSY_TESTS := TheCorpus

help: ## list the goals
	@sed -nE 's/^([a-z]+):[^#]*## (.*)$$/make \1\t\2/p' $(MAKEFILE_LIST) | column -t -s "$$(printf '\t')"

setup: ## install what is missing: Debian packages, kubectl, helm, a control plane; skips what is there
	@Scripts/setup

build: setup ## build the optimised executables: fettle, and fettle-core, which it needs beside it
	$(ENVIRONMENT) swift build --configuration release --product fettle
	$(ENVIRONMENT) swift build --configuration release --product fettle-core
	@echo "built $$(swift build --configuration release --show-bin-path)/fettle and fettle-core beside it"

test: setup ## run all tests, on real git, git-crypt, gpg, helm, kubectl and kube-apiserver
	$(ENVIRONMENT) swift build --build-tests
	$(ENVIRONMENT) /usr/bin/python3 Scripts/helm-shim/tests/test_helm.py
	$(ENVIRONMENT) swift test --skip-build --disable-xctest $(foreach suite,$(CLUSTER_TESTS) $(DAEMON_TESTS) $(BUSY_TESTS),--skip $(suite))
	$(ENVIRONMENT) swift test --skip-build --disable-xctest $(foreach suite,$(BUSY_TESTS),--filter $(suite))
	$(ENVIRONMENT) swift test --skip-build --disable-xctest $(foreach suite,$(CLUSTER_TESTS),--filter $(suite))
	$(ENVIRONMENT) swift test --skip-build --disable-xctest $(foreach suite,$(DAEMON_TESTS),--filter $(suite))

demo: setup ## converge three real control planes from one git repository, and show what fettle does
	$(ENVIRONMENT) swift build --configuration $(CONFIGURATION) --product fettle
	$(ENVIRONMENT) swift build --configuration $(CONFIGURATION) --product fettle-core
	FETTLE="$$(swift build --configuration $(CONFIGURATION) --show-bin-path)/fettle" $(ENVIRONMENT) Scripts/demo $(if $(HOLD),--hold)

bench: setup ## measure fettle against kubectl, as ratios in one run; BENCH_ROWS=render picks rows by their beginning
	$(ENVIRONMENT) swift build --configuration release --product fettle
	$(ENVIRONMENT) swift build --configuration release --product fettle-core
	$(ENVIRONMENT) swift run --configuration release fettle-bench

fuzz: setup ## compare random builds with kubectl's: FUZZ="--count 10000"; and feed the YAML reader with noise
	$(ENVIRONMENT) swift build --configuration release --product fettle
	FETTLE="$$(swift build --configuration release --show-bin-path)/fettle" $(ENVIRONMENT) Scripts/fuzz-kustomize $(FUZZ)
	$(ENVIRONMENT) Scripts/fuzz-yaml

check: ## check format, scripts, imports and layers, without building
	swift format lint --strict --recursive --parallel Sources Tests Package.swift
	Scripts/check-layers
	Scripts/check-scripts

fmt: ## put all Swift files into the project's format
	swift format format --in-place --recursive --parallel Sources Tests Package.swift
